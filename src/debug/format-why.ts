import type { EndReason } from '../../machines/session.ts';
import type { Compared, GuardVerdict } from '../inspect/messages.ts';
import type { LimitCompared } from './decisions.ts';
import { clip, formatDuration, formatInstant, shortId } from './format-values.ts';

type Values = Readonly<Record<string, Compared>>;

const CLOCK_OF: { readonly [Reason in EndReason]?: string } = {
  max_duration: 'age',
  background_timeout: 'hidden',
  inactivity: 'idle',
};

/** `idle 31 min ≥ 30 min`; of midnight, the two instants. */
export function limitText({ reason, ranMs, limitMs, deadlineMs }: LimitCompared, atMs: number): string {
  const sign = ranMs >= limitMs ? '≥' : '<';
  const clock = CLOCK_OF[reason];
  if (clock === undefined) return `${formatInstant(atMs, deadlineMs)} ${sign} midnight ${formatInstant(deadlineMs, atMs)}`;
  return `${clock} ${formatDuration(ranMs)} ${sign} ${formatDuration(limitMs)}`;
}

const TRIGGER_WIDTH = 34;
const triggerText = (value: Compared | undefined): string =>
  clip(Array.isArray(value) ? value.join(', ') || 'no field' : String(value), TRIGGER_WIDTH);
const compare = (a: number, sign: readonly [yes: string, no: string], b: number, form: (value: number) => string) =>
  `${form(a)} ${a >= b ? sign[0] : sign[1]} ${form(b)}`;
const atLeast = (a: Compared | undefined, b: Compared | undefined) => compare(Number(a), ['≥', '<'], Number(b), formatDuration);

/** Whether a policy's list names the trigger, as it was asked. */
export function isListed({ compared }: GuardVerdict, list: string): boolean {
  const listed = compared[list];
  const triggers = compared.trigger;
  const covers = (trigger: string) => Array.isArray(listed) && listed.some((one) => trigger === one || trigger.startsWith(`${one}.`));
  return Array.isArray(triggers) ? triggers.some(covers) : typeof triggers === 'string' && covers(triggers);
}
/** A trigger that is called as its event need not be told twice. */
const listText =
  (list: string) =>
  (verdict: GuardVerdict): string => {
    const { trigger } = verdict.compared;
    if (trigger === null) return `no trigger, so not in ${list}`;
    const said = `${isListed(verdict, list) ? 'in' : 'not in'} ${list}`;
    return Array.isArray(trigger) || trigger === 'load.first' ? `${triggerText(trigger)} ${said}` : said;
  };

function endsText(verdict: GuardVerdict): string {
  const { ageMs, minDurationMs } = verdict.compared;
  const listed = listText('endOn')(verdict);
  if (!isListed(verdict, 'endOn') || Number(minDurationMs) === 0) return listed;
  return `${listed}, age ${atLeast(ageMs, minDurationMs)}`;
}
function countsText(verdict: GuardVerdict): string {
  const { trigger, sinceLastMs, extendEveryMs } = verdict.compared;
  if (String(trigger).split('.')[0] === 'telemetry' && !isListed(verdict, 'extendOn')) return 'is counted';
  const listed = listText('extendOn')(verdict);
  const isLate = Number(sinceLastMs) < Number(extendEveryMs);
  return isListed(verdict, 'extendOn') && isLate ? `${listed}, last ${atLeast(sinceLastMs, extendEveryMs)} ago` : listed;
}
/** Of two sessions the one that is ahead. */
function aheadText({ holds, compared }: GuardVerdict): string {
  const { id, ordinal, startTimeMs, 'record.id': theirs, 'record.ordinal': no, 'record.startTimeMs': begun } = compared;
  if (theirs === id) return 'tells nothing new';
  if (ordinal === 0) return 'none known here';
  const name = `${shortId(String(theirs))} is ${holds ? 'ahead' : 'behind'}`;
  if (ordinal !== no) return `${name}, no. ${no} ${holds ? '>' : '<'} no. ${ordinal}`;
  if (startTimeMs === begun) return `${name}, ${holds ? 'smaller' : 'larger'} id`;
  return `${name}, began ${formatDuration(Math.abs(Number(startTimeMs) - Number(begun)))} ${holds ? 'earlier' : 'later'}`;
}
const overText = ({ atMs, 'record.deadlineMs': deadlineMs }: Values) =>
  deadlineMs === null ? '' : `, over at ${formatInstant(Number(deadlineMs), Number(atMs))}`;

/** Why a guard held, or refused. */
const WHY: { readonly [guard: string]: (verdict: GuardVerdict, limit: LimitCompared | null) => string } = {
  isLapsed: ({ compared }, limit) => (limit ? limitText(limit, Number(compared.atMs)) : 'no limit runs'),
  isFull: ({ compared }) =>
    compare(Number(compared.stamped), ['≥', '<'], Number(compared.telemetryCount ?? Infinity), (n) => `${n} records`),
  starts: listText('startOn'),
  ends: endsText,
  mayEnd: ({ compared }) =>
    Number(compared.minDurationMs) > 0
      ? `${String(compared.reason)}, age ${atLeast(compared.ageMs, compared.minDurationMs)}`
      : String(compared.reason),
  splits: listText('splitOn'),
  counts: countsText,
  renews: ({ holds }) => (holds ? 'the policy renews' : 'the policy does not renew, or nobody was there'),
  stops: ({ compared }) => `then ${String(compared.then)}`,
  isHidden: ({ holds }) => (holds ? 'was hidden' : 'was shown already'),
  isVisible: ({ holds }) => (holds ? 'was shown' : 'was hidden already'),
  isRevoked: () => 'another context was first',
  isEndedElsewhere: ({ compared }) => `ended elsewhere (${String(compared['merged.endReason'])})`,
  isHiddenAndUpdatedElsewhere: () => 'hidden and changed elsewhere',
  isShownAndUpdatedElsewhere: () => 'shown and changed elsewhere',
  isHiddenElsewhere: () => 'hidden elsewhere',
  isShownElsewhere: () => 'shown elsewhere',
  isUpdatedElsewhere: () => 'changed elsewhere',
  isSameSession: ({ compared }) => `same session ${shortId(String(compared['record.id']))}`,
  isNewer: aheadText,
  isNewerAndEnded: ({ compared }) => `${shortId(String(compared['record.id']))} had ended (${String(compared['record.endReason'])})`,
  isNewerAndCutOff: ({ compared }) => `cut off (${String(compared.evidence)})${overText(compared)}`,
  isNewerAndLapsed: ({ compared }) => `found${overText(compared)}`,
};

export const whyText = (verdict: GuardVerdict, limit: LimitCompared | null): string =>
  WHY[verdict.guard]?.(verdict, limit) ?? verdict.guard;
