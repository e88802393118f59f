import type { RuleArgs } from '../../machines/context.ts';
import { guards } from '../../machines/guards.ts';
import { rootOf } from '../../machines/triggers.ts';
import type { Compared, GuardVerdict } from './messages.ts';

type GuardName = keyof typeof guards;
type Values = Readonly<Record<string, Compared>>;

const triggerOf = ({ event }: RuleArgs): string | null => {
  if ('trigger' in event) return event.trigger;
  return event.type === 'session.update' ? `attribute.${Object.keys(event.metadata).join(', attribute.')}` : null;
};
const ageMs = ({ context, event }: RuleArgs) => event.atMs - context.startTimeMs;
const finite = (value: number) => (Number.isFinite(value) ? value : null);
const list =
  (name: 'startOn' | 'endOn' | 'splitOn') =>
  (args: RuleArgs): Values => ({ trigger: triggerOf(args), [name]: args.context.input.policy[name] ?? [] });
const visibility = ({ context }: RuleArgs): Values => ({ isHidden: context.isHidden });
/** What another context told, beside what this one holds. */
const records = ({ context, event }: RuleArgs): Values => {
  if (event.type !== 'session.sync') return {};
  const { record, revoke = false } = event;
  return { id: context.id, ordinal: context.ordinal, 'record.id': record.id, 'record.ordinal': record.ordinal, revoke };
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
  ends: (args) => ({ ...list('endOn')(args), ageMs: ageMs(args), minDurationMs: args.context.input.policy.minDurationMs ?? 0 }),
  mayEnd: (args) => ({
    reason: args.event.type === 'session.end' ? args.event.reason : null,
    ageMs: ageMs(args),
    minDurationMs: args.context.input.policy.minDurationMs ?? 0,
  }),
  splits: list('splitOn'),
  counts: (args) => ({
    trigger: triggerOf(args),
    extendOn: args.context.input.policy.extendOn,
    sinceLastMs: args.event.atMs - args.context.lastActivityTimeMs,
    extendEveryMs: args.context.input.policy.extendEveryMs ?? 0,
  }),
  renews: ({ context }) => ({ then: context.input.policy.then, renews: context.renews }),
  stops: ({ context }) => ({ then: context.input.policy.then }),
  isRevoked: records,
  isEndedElsewhere: records,
  isHiddenElsewhere: records,
  isShownElsewhere: records,
  isUpdatedElsewhere: records,
  isSameSession: records,
  isNewer: records,
  isNewerAndEnded: records,
  isNewerAndCutOff: (args) => ({
    ...records(args),
    evidence: args.event.type === 'session.sync' ? (args.event.evidence ?? null) : null,
    'record.isHidden': args.event.type === 'session.sync' && args.event.record.isHidden,
  }),
  isNewerAndLapsed: records,
};

/** Asks a guard once more, on what it was asked before, and says what it compared. */
export const explainGuard = (guard: GuardName, args: RuleArgs): GuardVerdict => ({
  guard,
  holds: guards[guard](args),
  compared: COMPARED[guard](args),
});
