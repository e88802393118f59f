import { formatDecision } from './format-decision.ts';
import type { SessionSnapshot } from './snapshot.ts';
import type { SnapshotOptions } from './watch-log.ts';

/** GitHub takes 65,536 characters in an issue; the rest is for whoever reports. */
const MAX_LENGTH = 60_000;
const FEWER = 0.75;

function markdown(snapshot: SessionSnapshot): string {
  const { library, runtime, policy, state, decisions } = snapshot;
  return `sessionchart ${library} · ${runtime.kind} · policy ${policy.name} · ${state}

\`\`\`text
${decisions.flatMap(formatDecision).join('\n')}
\`\`\`

<details><summary>Snapshot</summary>

\`\`\`json
${JSON.stringify(snapshot)}
\`\`\`

</details>
`;
}

/** The report with as many of the last decisions as fit. */
export function formatReport(take: (options: SnapshotOptions) => SessionSnapshot, options: SnapshotOptions = {}): string {
  const first = take(options);
  let text = markdown(first);
  for (let last = first.decisions.length; text.length > MAX_LENGTH && last > 1; ) {
    last = Math.floor(last * FEWER);
    text = markdown(take({ ...options, last }));
  }
  return text;
}
