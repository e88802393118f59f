import type { ActivityDecision, ChartDecision, Decision, StoreDecision, ToldChange, TransitionTold } from './decisions.ts';
import { clip, formatInstant, formatTime, shortId } from './format-values.ts';
import { isListed, limitText, whyText } from './format-why.ts';

/** Characters of a line at the most, but for what a person has to see whole. */
const LINE_WIDTH = 100;
const NAME_WIDTH = 26;

const overAt = (deadlineMs: number | null, atMs: number) =>
  deadlineMs === null ? 'no limit runs' : `over at ${formatInstant(deadlineMs, atMs)}`;

/** What came of it, and, where there is room, when or until when. */
interface Outcome {
  readonly text: string;
  readonly when: string;
}
/** What started it is what happened, unless the policy renewed. */
const hasReason = ({ type, reason }: ToldChange, { event }: ChartDecision) =>
  type === 'ended' || (type === 'started' && !('trigger' in event && event.trigger === reason));

function changeOutcome(change: ToldChange, { deadlineMs }: TransitionTold, decision: ChartDecision): Outcome {
  const { type, id, reason, atMs } = change;
  const heardMs = decision.atMs;
  const text = `${type} ${shortId(id)}${hasReason(change, decision) ? ` (${reason})` : ''}`;
  if (type === 'ended') return { text, when: atMs === heardMs ? '' : ` at ${formatInstant(atMs, heardMs)}` };
  return { text, when: `, ${overAt(deadlineMs, heardMs)}` };
}

/** What came of a transition that told nothing. */
function quietText({ actions, id, source, target, deadlineMs, verdicts }: TransitionTold, atMs: number): string {
  if (target === 'closed') return 'closed';
  if (actions.includes('forgetSession')) {
    const theirs = verdicts.at(-1)?.compared['record.id'];
    if (theirs === id) return `takes ${shortId(id)} as it is stored`;
    return `leaves ${shortId(id)} for ${shortId(String(theirs))}`;
  }
  if (actions.includes('remember')) return 'remembered, no session';
  return source.startsWith('live') ? `goes on, ${overAt(deadlineMs, atMs)}` : 'noted, no session';
}

/** Why nothing came of an event: of several guards that refused, the one that this event was closest to. */
function refusalText({ verdicts, limit }: TransitionTold, atMs: number): string {
  const last = verdicts.at(-1);
  if (!last) return 'nothing listens';
  const listed = verdicts.find((verdict) => verdict.guard === 'ends' && isListed(verdict, 'endOn'));
  if (last.guard === 'isLapsed') return limit ? limitText(limit, atMs) : 'no limit runs';
  return whyText(listed ?? last, limit);
}

const eventName = ({ event, again }: ChartDecision): string => {
  const name = 'trigger' in event ? event.trigger : event.type.replace('session.', '');
  return `${clip(name, NAME_WIDTH)}${again ? ' again' : ''}${event.atMs === 0 ? ' (oldest)' : ''}`;
};
/** What else is known of the event, where the guard does not say it. */
function eventNote({ event }: ChartDecision, guard: string | null): string {
  if (event.type === 'session.update')
    return guard === null ? ` ${clip(Object.keys(event.metadata).join(', ') || 'of nothing', NAME_WIDTH)}` : '';
  if (event.type !== 'session.sync') return '';
  return ` of ${contextsText(Object.keys(event.record.telemetryByContext))}${event.recovered ? ' at load' : ''}`;
}
const contextsText = (ids: readonly string[]) => (ids.length > 1 ? `${ids.length} contexts` : shortId(ids[0] ?? 'nobody'));
const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
const pulseText = ({ event }: ChartDecision): string => {
  if (event.type !== 'session.pulse') return '';
  const { lastActivityTimeMs, stamped, atMs } = event;
  return `${stamped.total > 0 ? `${plural(stamped.total, 'record')}, ` : ''}active at ${formatInstant(lastActivityTimeMs, atMs)}`;
};

/** What came of it stands there whole; of what does not fit, the instant goes first, then the end of the reason. */
function compose(head: string, why: string, { text, when }: Outcome): string {
  const line = (reason: string, end: string) => `${head}${reason && ': '}${reason} → ${text}${end}`;
  const end = line(why, when).length <= LINE_WIDTH ? when : '';
  const over = line(why, end).length - LINE_WIDTH;
  return line(over > 0 ? clip(why, Math.max(1, why.length - over)) : why, end);
}

function transitionLine(told: TransitionTold, decision: ChartDecision): string {
  const { atMs } = decision;
  const head = `${formatTime(atMs)}Z ${eventName(decision)}${told.event === '' ? '' : eventNote(decision, told.guard)}`;
  if (told.source === '') return compose(head, refusalText(told, atMs), { text: told.limit ? 'goes on' : 'nothing', when: '' });
  const verdict = told.guard === null ? undefined : told.verdicts.at(-1);
  const [change] = told.changes;
  const outcome = change ? changeOutcome(change, told, decision) : { text: quietText(told, atMs), when: '' };
  return compose(head, verdict ? whyText(verdict, told.limit) : pulseText(decision), outcome);
}

function chartLines(decision: ChartDecision): string[] {
  // That the foreground is active and the background is not goes without saying.
  const told = decision.transitions.filter(({ event, changes, target }) => event !== '' || changes.length > 0 || target === 'closed');
  return told.length > 0
    ? told.map((one) => transitionLine(one, decision))
    : [`${formatTime(decision.atMs)}Z ${eventName(decision)}: nothing listens → nothing`];
}

function activityLine({ trigger, isListed: listed, isLive, fromMs, toMs, atMs }: ActivityDecision): string {
  const name = clip(trigger, NAME_WIDTH);
  if (!isLive) return `${name}: closed → nothing`;
  const isCounted = trigger === 'telemetry' || trigger.startsWith('telemetry.');
  const why = `${name}: ${isCounted ? 'counted, ' : ''}${listed ? 'in' : 'not in'} extendOn`;
  if (fromMs === toMs) return `${why} → ${listed || isCounted ? `goes on, still ${overAt(toMs, atMs)}` : 'nothing'}`;
  return `${why} → goes on, ${overAt(toMs, atMs)}`;
}

function storeLine({ what, id, by, endReason, contexts, error }: StoreDecision): string {
  const session = `${shortId(id ?? '')} of ${contextsText(contexts)}, ${endReason === null ? 'not ended' : `ended (${endReason})`}`;
  switch (what) {
    case 'empty':
      return 'store: shows nothing without waiting';
    case 'unreadable':
      return 'store: holds no session that can be read';
    case 'found':
      return `store: holds ${session}`;
    case 'wrote':
      return `store: wrote ${session}`;
    case 'heard':
      return 'store: something was written';
    case 'ended':
      return `store: ended elsewhere → ended ${shortId(id ?? '')} (${endReason})`;
    case 'replaced':
      return `store: ${shortId(id ?? '')} was not final → replaced by ${shortId(by ?? '')} of ${contextsText(contexts)}, which was first`;
    case 'wiped':
      return 'store: wiped';
    case 'failed':
      return `store: failed: ${error}`;
  }
}

function text(decision: Exclude<Decision, ChartDecision>): string {
  switch (decision.kind) {
    case 'activity':
      return activityLine(decision);
    case 'store':
      return storeLine(decision);
    case 'warning':
      return `warning: ${decision.message}`;
  }
}

/** A decision in lines: one for each transition, one for all else. UTC, and the same in every locale. */
export function formatDecision(decision: Decision): string[] {
  const { atMs, lastMs, count } = decision;
  const lines = decision.kind === 'chart' ? chartLines(decision) : [`${formatTime(atMs)}Z ${text(decision)}`];
  const repeats = count > 1 ? ` ×${count} until ${formatInstant(lastMs, atMs)}` : '';
  return lines.map((line) => clip(line, LINE_WIDTH - repeats.length) + repeats);
}
