import { formatDecision } from './format-decision.ts';
import type { SessionSnapshot } from './snapshot.ts';
import type { SnapshotOptions } from './watch-log.ts';

/** GitHub takes 65,536 characters in an issue; the rest is for whoever reports. */
const MAX_LENGTH = 60_000;
const FEWER = 0.75;
/** Without a snapshot, each of 100 characters at the most. */
const MOST_LINES = 500;

const heading = ({ library, runtime, policy, state }: SessionSnapshot): string =>
  `sessionchart ${library} · ${runtime.kind} · policy ${policy.name} · ${state}`;
const fenced = (kind: string, text: string): string => `\`\`\`${kind}\n${text}\n\`\`\`\n`;

function markdown(snapshot: SessionSnapshot): string {
  const lines = snapshot.decisions.flatMap(formatDecision).join('\n');
  const details = `<details><summary>Snapshot</summary>\n\n${fenced('json', JSON.stringify(snapshot))}\n</details>\n`;
  return `${heading(snapshot)}\n\n${fenced('text', lines)}\n${details}`;
}

/** Where the metadata alone is too long for an issue: the lines are what tells most. */
function withoutSnapshot(snapshot: SessionSnapshot): string {
  const lines = snapshot.decisions.flatMap(formatDecision);
  const { length } = JSON.stringify(snapshot);
  return `${heading(snapshot)}\n\n${fenced('text', lines.slice(-MOST_LINES).join('\n'))}\nThe snapshot has ${length} characters, too many for a report: attach debug.snapshot() as a file.\n`;
}

/** The report with as many of the last decisions as fit. */
export function formatReport(take: (options: SnapshotOptions) => SessionSnapshot, options: SnapshotOptions = {}): string {
  const first = take(options);
  let text = markdown(first);
  for (let last = first.decisions.length; text.length > MAX_LENGTH && last > 1; ) {
    last = Math.floor(last * FEWER);
    text = markdown(take({ ...options, last }));
  }
  return text.length > MAX_LENGTH ? withoutSnapshot(first) : text;
}
