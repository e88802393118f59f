import { recordOf, type SessionContext } from '../../machines/context.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { Pulse, Runner } from '../../machines/pulse.ts';
import type { SessionRecord } from '../../machines/record.ts';
import type { TraceClock } from './trace-clock.ts';
import type { TraceSlot } from './trace-slot.ts';

export interface ViewOptions {
  readonly policy: SessionPolicy;
  readonly clock: TraceClock;
  readonly slot: TraceSlot | null;
  readonly runner: Runner;
  readonly pulse: Pulse;
  readonly isBlocked: () => boolean;
  /** Whether no other page shares the slot now. */
  readonly isAlone: () => boolean;
  /** Hears that this page wrote, so that those that share the slot may follow. */
  readonly onWrite: () => void;
  /** Hears of a session that is over, and gives way to another context's without an end being told. */
  readonly onRevoked: ((context: Readonly<SessionContext>) => void) | undefined;
  /** A record as it is by now, if nothing happened that is not stored. */
  readonly aged: (record: SessionRecord) => SessionRecord;
}

/** What a page knows of its slot: what it takes of it when, and what it writes. */
export interface TraceView {
  readonly hasJoined: boolean;
  /** Session time at which it joined; `-Infinity` before. */
  readonly joinedMs: number;
  /** Takes up what the last context left, or others share. */
  join(): void;
  /** As an activity of this page's own. */
  takeOwn(): void;
  /** Another page wrote. @returns whether that is taken */
  follow(): boolean;
  /** Before its own view ends a session, what others last told is asked, unless the policy follows nobody. */
  catchUp(nowMs: number): void;
  save(): void;
}

export function createTraceView(options: ViewOptions): TraceView {
  const { policy, clock, slot, runner, pulse } = options;
  const { adopt = 'at-once' } = policy;
  let hasJoined = false;
  let joinedMs = -Infinity;
  /** What this page last had to say of sessions; without news it does not write over what others said. */
  let saved = '';
  /** What it last took. */
  let known: SessionRecord | null = null;

  const sync = (record: SessionRecord, how: { readonly recovered?: boolean; readonly revoke?: boolean }) =>
    pulse.send({ type: 'session.sync', atMs: Math.max(clock.nowMs(), record.seenTimeMs), record, ...how });
  const take = (found: SessionRecord | null, asOf = (record: SessionRecord) => record, recovered = false) => {
    if (found === null || found === known) return;
    known = found;
    sync(asOf(found), { recovered });
  };
  /** What another context left takes the place of a session that is over here, whichever began first. */
  const takeInstead = (found: SessionRecord | null) => {
    if (found === null || found === known || runner.context.ordinal === 0) return;
    known = found;
    pulse.flush();
    if (found.id !== runner.context.id) options.onRevoked?.(runner.context);
    sync(found, { revoke: true });
  };
  return {
    get hasJoined() {
      return hasJoined;
    },
    get joinedMs() {
      return joinedMs;
    },
    join() {
      hasJoined = true;
      joinedMs = clock.nowMs();
      // Where no more than a start is stored nobody says that they closed: the session was last seen to be open.
      const asLeft = (found: SessionRecord) =>
        policy.persist === 'start' && !found.isClosed
          ? { ...found, isClosed: true, openTimeMs: found.seenTimeMs, backgroundFromMs: found.seenTimeMs }
          : found;
      take(slot?.record ?? null, asLeft, true);
    },
    takeOwn() {
      if (adopt === 'on-activity') take(slot?.record ?? null);
    },
    follow() {
      const isNews = adopt === 'at-once' && hasJoined && slot?.record !== known;
      if (isNews) take(slot?.record ?? null, options.aged);
      return isNews;
    },
    catchUp(nowMs) {
      if (nowMs < pulse.deadlineMs) return;
      if (adopt === 'on-activity' && slot?.record?.id === runner.context.id) take(slot.record);
      if (adopt === 'on-lapse' && !slot?.isForgotten(runner.context.id)) takeInstead(slot?.record ?? null);
    },
    save() {
      pulse.flush();
      const own = recordOf(runner.context);
      if (!own || !slot || options.isBlocked() || !hasJoined) return;
      if (policy.persist === 'start' && own.id === known?.id) return;
      const news = `${own.id} ${own.lastActivityTimeMs} ${own.endReason}`;
      if (news === saved && slot.record?.id !== own.id) return;
      saved = news;
      const before = slot.record;
      slot.write(own, clock.backMs);
      // What others wrote meanwhile is still to be taken.
      if (slot.record?.id === own.id && (before === known || before?.id !== own.id)) known = slot.record;
      if (slot.record !== before) options.onWrite();
    },
  };
}
