import { isActivity, isTelemetry, named } from './activity.ts';
import { type RuleArgs, recordOf } from './context.ts';
import type { SessionEvent } from './events.ts';
import { isAhead, reconcile } from './reconcile.ts';
import type { SessionRecord } from './record.ts';
import { take } from './restore.ts';
import { endsByRestart } from './triggers.ts';

const ageMs = ({ context, event }: RuleArgs) => event.atMs - context.startTimeMs;
/** A page that is told twice that it is hidden was hidden once. */
const isNews = ({ context, event }: RuleArgs) =>
  event.type === 'session.background' ? !context.isHidden : event.type !== 'session.foreground' || context.isHidden;
const synced = (event: SessionEvent) => (event.type === 'session.sync' ? event : null);
const merged = ({ context, event }: RuleArgs) => {
  const record = synced(event)?.record;
  const own = recordOf(context);
  return record && own?.id === record.id ? reconcile(own, record) : null;
};

/** Two tabs that say the same at different times say one thing. */
const text = ({ metadata, partIndex }: SessionRecord) => JSON.stringify([metadata, partIndex]);

/** The record tells of a later session, or of the one that both contexts agree on. */
const isNewer = ({ context, event }: RuleArgs) => {
  const record = synced(event)?.record;
  return record !== undefined && isAhead(record, context);
};

/** Whether the session of a record has lapsed by the policy of this context. */
const isOver = ({ context, event }: RuleArgs, record: SessionRecord) => {
  const draft = { ...context };
  take(draft, record);
  return event.atMs >= draft.deadlineMs;
};

const isHiddenElsewhere = (args: RuleArgs) => !args.context.isHidden && merged(args)?.isHidden === true;
const isShownElsewhere = (args: RuleArgs) => args.context.isHidden && merged(args)?.isHidden === false;
const isUpdatedElsewhere = (args: RuleArgs) => {
  const own = recordOf(args.context);
  const both = merged(args);
  return own !== null && both !== null && text(both) !== text(reconcile(own, own));
};

/** Each answers yes or no, and changes nothing. */
export const guards = {
  isLapsed: ({ context, event }: RuleArgs) => event.atMs >= context.deadlineMs,
  isHidden: ({ context }: RuleArgs) => context.isHidden,
  isVisible: ({ context }: RuleArgs) => !context.isHidden,
  starts: ({ context, event }: RuleArgs) => named(context.input.policy.startOn, context, event) !== null,
  /** Telemetry that the session has no room for. */
  isFull: ({ context, event }: RuleArgs) =>
    context.ownTotal + context.othersTotal >= (context.limits.telemetryCount ?? Infinity) && isTelemetry(event),
  /** A session never ends at its own start instant, so one event opens at most one. */
  ends: (args: RuleArgs) =>
    ageMs(args) >= Math.max(1, args.context.input.policy.minDurationMs ?? 0) &&
    named(args.context.input.policy.endOn, args.context, args.event) !== null &&
    isNews(args),
  /** The minimum duration refuses the app's wish only; a change of user is no wish. */
  mayEnd: (args: RuleArgs) => {
    const { event } = args;
    if (event.type !== 'session.end') return false;
    const isWish = (event.reason === 'manual' || event.reason.startsWith('app.')) && event.link !== false && !event.clear;
    return !isWish || ageMs(args) >= (args.context.input.policy.minDurationMs ?? 0);
  },
  splits: ({ context, event }: RuleArgs) => named(context.input.policy.splitOn, context, event) !== null,
  counts: ({ context, event }: RuleArgs) => isTelemetry(event) || isActivity(context, event),
  renews: ({ context }: RuleArgs) => context.renews,
  stops: ({ context }: RuleArgs) => context.input.policy.then === 'stop',

  /** What this context began since was not final, and another was faster. */
  isRevoked: ({ context, event }: RuleArgs) => synced(event)?.revoke === true && context.ordinal > 0,
  isEndedElsewhere: (args: RuleArgs) => (merged(args)?.endReason ?? null) !== null,
  /** Two tellings of another context may arrive as one record; each is told. */
  isHiddenAndUpdatedElsewhere: (args: RuleArgs) => isHiddenElsewhere(args) && isUpdatedElsewhere(args),
  isShownAndUpdatedElsewhere: (args: RuleArgs) => isShownElsewhere(args) && isUpdatedElsewhere(args),
  isHiddenElsewhere,
  isShownElsewhere,
  isUpdatedElsewhere,
  isSameSession: ({ context, event }: RuleArgs) => synced(event)?.record.id === context.id,
  isNewer,
  isNewerAndEnded: (args: RuleArgs) => isNewer(args) && synced(args.event)?.record.endReason !== null,
  /** It ended unexpectedly, and does not go on. That a hidden app is ended by its system is expected, unless it crashed. */
  isNewerAndCutOff: (args: RuleArgs) => {
    const { record, evidence } = synced(args.event) ?? {};
    if (!record || !evidence || (record.isHidden && evidence !== 'crash_reported')) return false;
    return isNewer(args) && (endsByRestart(args.context.input.policy) || isOver(args, record));
  },
  isNewerAndLapsed: (args: RuleArgs) => {
    const record = synced(args.event)?.record;
    return record !== undefined && isNewer(args) && isOver(args, record);
  },
};
