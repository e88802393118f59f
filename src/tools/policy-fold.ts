import { sessionChart } from '../../machines/chart.ts';
import { initialContext, type SessionContext } from '../../machines/context.ts';
import type { SessionEvent } from '../../machines/events.ts';
import { guards } from '../../machines/guards.ts';
import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import { createPulse } from '../../machines/pulse.ts';
import { createStepper } from '../../machines/stepper.ts';
import { updates } from '../../machines/updates.ts';
import type { UserRows } from './activity-block.ts';
import { activityTriggers } from './activity-triggers.ts';
import { createContextShelf } from './context-shelf.ts';
import type { Reading } from './event-readings.ts';

/** Later than any deadline: the limits that pass after the last event have passed; a session without any stays open. */
export const END_OF_DATA_MS = Number.MAX_SAFE_INTEGER;

/** Hears of each session when it is over, and of one that no limit ends at the end of the data. `events`: rows that fell into it. */
export type TellSession = (user: number, session: Readonly<SessionContext>, events: number) => void;

/** One policy on the activity of many users, one after the other, in parts if need be. */
export interface PolicyFold {
  /** Goes on with a user where the last part ended; `isLast`: no part follows. */
  fold(user: number, rows: UserRows, isLast: boolean): void;
  /** Ends the users that did not come in the last part. */
  finish(): void;
}

/** Stands for the kind of a row that is activity. */
const ACTIVITY = -1;

/** Where the runner is: which row, and at which row its session began. */
interface Cursor {
  user: number;
  row: number;
  sessionRow: number;
}

/** The chart's own rules, but nothing is told of a session save its end, so that nothing is made for each. */
function leanStepper(cursor: Cursor, tell: TellSession) {
  let last = 0;
  const rules = {
    guards,
    updates: {
      ...updates,
      endLapsed: (c: SessionContext) => {
        last = 0;
        updates.endLapsed(c);
      },
      /** The row that ends a session is its last one, unless it opens the next. */
      endSession: (c: SessionContext, event: SessionEvent) => {
        updates.endSession(c, event);
        const opens = c.input.policy.then !== 'stop' && (c.renews || guards.starts({ context: c, event }));
        last = opens ? 0 : 1;
      },
      endFull: (c: SessionContext, event: SessionEvent) => {
        last = 0;
        updates.endFull(c, event);
      },
    },
    changes: {
      started: () => {
        cursor.sessionRow = cursor.row;
      },
      ended: ({ context }: { readonly context: SessionContext }) => tell(cursor.user, context, cursor.row - cursor.sessionRow + last),
      resumed() {},
      backgrounded() {},
      foregrounded() {},
      updated() {},
    },
  };
  return (initial: 'idle' | 'live' | 'expired', context: SessionContext) =>
    createStepper<SessionContext, SessionEvent, void>({ ...sessionChart, initial }, rules)(
      context,
      { type: 'session.tick', atMs: -Infinity },
      () => {},
    );
}

/**
 * One runner takes all users in turn behind one pulse; between two parts a user is no more than a context. Ids are not
 * made, so sampling decides nothing here.
 *
 * @param readings grows while the activity is read.
 */
export function createPolicyFold(policy: SessionPolicy, readings: readonly Reading[], tell: TellSession): PolicyFold {
  const input = { policy, generateId: () => 's' };
  const cursor: Cursor = { user: 0, row: 0, sessionRow: 0 };
  const start = leanStepper(cursor, tell);
  const runners = {
    idle: start('idle', initialContext(input)),
    live: start('live', initialContext(input)),
    expired: start('expired', initialContext(input)),
  };
  let runner = runners.idle;
  const pulse = createPulse(
    {
      send: (event) => runner.send(event),
      get context() {
        return runner.context;
      },
    },
    policy,
  );
  const activity = activityTriggers(policy);
  /** Kinds of the pulse by reading; activity is what starts a session where none lives, and extends one that does. */
  const kinds: number[] = [];
  const startKind = pulse.kindOf(activity.start);
  const extendKind = pulse.kindOf(activity.extend);
  let context = initialContext(input);
  const shelf = createContextShelf();
  const users = new Set<number>();

  const enter = (user: number) => {
    context = initialContext(input);
    const events = users.has(user) ? shelf.take(user, context) : 0;
    runner = context.ordinal === 0 ? runners.idle : context.endTimeMs === null ? runners.live : runners.expired;
    runner.restart(context);
    pulse.follow();
    cursor.user = user;
    cursor.row = 0;
    cursor.sessionRow = -events;
  };
  const kindOfActivity = (atMs: number) => {
    if (startKind === extendKind) return extendKind;
    if (atMs >= pulse.deadlineMs) pulse.send({ type: 'session.tick', atMs });
    return atMs < pulse.deadlineMs ? extendKind : startKind;
  };

  const finish = (user: number) => {
    pulse.send({ type: 'session.tick', atMs: END_OF_DATA_MS });
    if (context.ordinal > 0 && context.endTimeMs === null) tell(user, context, cursor.row - cursor.sessionRow);
    users.delete(user);
  };

  return {
    fold(user, { times, readings: rows, starts }, isLast) {
      for (let i = kinds.length; i < readings.length; i++) kinds.push(i === 0 ? ACTIVITY : pulse.kindOf(readings[i] as Trigger));
      const from = starts[user] as number;
      const to = starts[user + 1] as number;
      enter(user);
      for (let row = from; row < to; row++) {
        const atMs = times[row] as number;
        const kind = kinds[rows[row] as number] as number;
        cursor.row = row - from;
        pulse.trigger(kind === ACTIVITY ? kindOfActivity(atMs) : kind, atMs);
      }
      cursor.row = to - from;
      if (isLast) return finish(user);
      pulse.flush();
      shelf.put(user, context, cursor.row - cursor.sessionRow);
      users.add(user);
    },
    finish() {
      for (const user of users) {
        enter(user);
        finish(user);
      }
    },
  };
}
