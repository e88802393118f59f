import { named } from '../../machines/activity.ts';
import { type RuleArgs, recordOf } from '../../machines/context.ts';
import { guards } from '../../machines/guards.ts';
import { reconcile } from '../../machines/reconcile.ts';
import { take } from '../../machines/restore.ts';
import { endsByRestart, rootOf } from '../../machines/triggers.ts';
import type { Compared, GuardVerdict } from './messages.ts';

type GuardName = keyof typeof guards;
type Values = Readonly<Record<string, Compared>>;

/** As the policy's lists are asked for it: a first load is `load.first`, and each field that changed is a trigger. */
function triggersOf({ context, event }: RuleArgs): string | readonly string[] | null {
  if ('trigger' in event) return event.trigger === 'load' && context.ordinal === 0 ? 'load.first' : event.trigger;
  if (event.type !== 'session.update') return null;
  return Object.entries(event.metadata).flatMap(
    ([key, value]) => named(['attribute'], context, { type: event.type, atMs: event.atMs, metadata: { [key]: value } }) ?? [],
  );
}
const ageMs = ({ context, event }: RuleArgs) => event.atMs - context.startTimeMs;
const finite = (value: number) => (Number.isFinite(value) ? value : null);
const list =
  (name: 'startOn' | 'endOn' | 'splitOn') =>
  (args: RuleArgs): Values => ({ trigger: triggersOf(args), [name]: args.context.input.policy[name] ?? [] });
const visibility = ({ context }: RuleArgs): Values => ({ isHidden: context.isHidden });
/** What another context told, beside what this one holds: the higher ordinal is ahead, then the earlier start, then the smaller id. */
const records = ({ context, event }: RuleArgs): Values => {
  if (event.type !== 'session.sync') return {};
  const { record, revoke = false } = event;
  return {
    id: context.id,
    ordinal: context.ordinal,
    startTimeMs: context.startTimeMs,
    'record.id': record.id,
    'record.ordinal': record.ordinal,
    'record.startTimeMs': record.startTimeMs,
    revoke,
  };
};
/** What both know of one session; nothing where the record tells of another. */
const merged = ({ context, event }: RuleArgs): Values => {
  const own = recordOf(context);
  if (event.type !== 'session.sync' || own?.id !== event.record.id) return {};
  const both = reconcile(own, event.record);
  const known = reconcile(own, own);
  const keys = new Set([...Object.keys(both.metadata), ...Object.keys(known.metadata)]);
  const isNews = (key: string) => JSON.stringify(both.metadata[key]) !== JSON.stringify(known.metadata[key]);
  return {
    isHidden: own.isHidden,
    partIndex: own.partIndex,
    'merged.endReason': both.endReason,
    'merged.isHidden': both.isHidden,
    'merged.partIndex': both.partIndex,
    'merged.news': [...keys].filter(isNews),
  };
};
/** Whether the session of a record is over by the policy of this context. */
const lapse = ({ context, event }: RuleArgs): Values => {
  if (event.type !== 'session.sync') return {};
  const draft = { ...context };
  take(draft, event.record);
  return { atMs: event.atMs, 'record.deadlineMs': finite(draft.deadlineMs) };
};

/** What each guard looks at. */
const COMPARED: { readonly [Name in GuardName]: (args: RuleArgs) => Values } = {
  isLapsed: ({ context, event }) => ({ atMs: event.atMs, deadlineMs: finite(context.deadlineMs) }),
  isHidden: visibility,
  isVisible: visibility,
  starts: list('startOn'),
  isFull: ({ context, event }) => ({
    isTelemetry: 'trigger' in event && rootOf(event.trigger) === 'telemetry',
    stamped: context.ownTotal + context.othersTotal,
    telemetryCount: context.limits.telemetryCount ?? null,
  }),
  ends: (args) => ({
    ...list('endOn')(args),
    ageMs: ageMs(args),
    minDurationMs: args.context.input.policy.minDurationMs ?? 0,
    ...visibility(args),
  }),
  mayEnd: (args) => ({
    reason: args.event.type === 'session.end' ? args.event.reason : null,
    link: args.event.type === 'session.end' && args.event.link !== false,
    clear: args.event.type === 'session.end' && args.event.clear === true,
    ageMs: ageMs(args),
    minDurationMs: args.context.input.policy.minDurationMs ?? 0,
  }),
  splits: list('splitOn'),
  counts: (args) => ({
    trigger: triggersOf(args),
    extendOn: args.context.input.policy.extendOn,
    sinceLastMs: args.event.atMs - args.context.lastActivityTimeMs,
    extendEveryMs: args.context.input.policy.extendEveryMs ?? 0,
  }),
  renews: ({ context }) => ({ then: context.input.policy.then, renews: context.renews }),
  stops: ({ context }) => ({ then: context.input.policy.then }),
  isRevoked: records,
  isEndedElsewhere: (args) => ({ ...records(args), ...merged(args) }),
  isHiddenAndUpdatedElsewhere: (args) => ({ ...records(args), ...merged(args) }),
  isShownAndUpdatedElsewhere: (args) => ({ ...records(args), ...merged(args) }),
  isHiddenElsewhere: (args) => ({ ...records(args), ...merged(args) }),
  isShownElsewhere: (args) => ({ ...records(args), ...merged(args) }),
  isUpdatedElsewhere: (args) => ({ ...records(args), ...merged(args) }),
  isSameSession: records,
  isNewer: records,
  isNewerAndEnded: (args) => ({
    ...records(args),
    'record.endReason': args.event.type === 'session.sync' ? args.event.record.endReason : null,
  }),
  isNewerAndCutOff: (args) => ({
    ...records(args),
    evidence: args.event.type === 'session.sync' ? (args.event.evidence ?? null) : null,
    'record.isHidden': args.event.type === 'session.sync' && args.event.record.isHidden,
    endsByRestart: endsByRestart(args.context.input.policy),
    ...lapse(args),
  }),
  isNewerAndLapsed: (args) => ({ ...records(args), ...lapse(args) }),
};

/** Asks a guard, and says what it compared: who knows these values alone comes to the same answer. */
export const explainGuard = (guard: GuardName, args: RuleArgs): GuardVerdict => ({
  guard,
  holds: guards[guard](args),
  compared: COMPARED[guard](args),
});
