import type { LiveSession, SessionChange } from '../../machines/session.ts';
import type { SessionProvider, Signal } from '../api/session-provider.ts';
import { amend, warnUnknown } from '../provider/amendments.ts';
import { createReporter, type Diagnostics } from '../provider/diagnostics.ts';
import { newsIn } from '../provider/metadata.ts';
import { type Clock, systemClock } from '../provider/platform.ts';
import { createFollowedSessions, type FollowedSessions } from './followed-sessions.ts';
import { createFollower } from './follower.ts';
import { type Answer, adopt, finish, type OwnedSession, readAnswer } from './owned-session.ts';

/** Somebody else whose sessions these are: another SDK, a native shell, a main process. */
export interface SessionOwner extends Partial<Pick<SessionProvider, 'notify' | 'setMetadata' | 'end'>> {
  /** A word for it: the `policy` of its sessions, and with `app.` before it the reason of their starts and ends. */
  readonly name: string;
  /** The session that lives now; `null` or `undefined` where none does. Asked whenever somebody reads, so it answers from memory. */
  getSession(): OwnedSession | null | undefined;
  /** Tells that the answer has changed. Without it, a change is seen when somebody reads, and by a look each second. @returns stop */
  subscribe?(changed: () => void): () => void;
  /** Hears of each record that is stamped here. */
  stamped?(signal: Signal, atMs: number): void;
}

export interface AdoptOptions {
  /** Where warnings go. Default: OpenTelemetry's `diag`. */
  readonly diagnostics?: Diagnostics;
  readonly clock?: Clock;
}

const LOOK_EVERY_MS = 1_000;

/**
 * The sessions of somebody else as a provider: ids and boundaries are the owner's, and processors, streams and hooks work as with
 * one's own. The session that is found first is told as `resumed`, unless the owner says that it began later than this call.
 *
 * @throws TypeError where the owner lacks a name or `getSession`; what the owner throws later costs a warning
 */
export function createAdoptedSessions(owner: SessionOwner, options: AdoptOptions = {}): FollowedSessions {
  checkOwner(owner);
  const { clock = systemClock } = options;
  const reporter = createReporter(options.diagnostics);
  const follower = createFollower(clock, reporter);
  const { reading } = follower;
  const createdMs = follower.now();
  let live: LiveSession | null = null;
  let before: LiveSession | null = null;
  let lookedMs = createdMs;
  let timer: unknown;

  const attempt = <T>(run: () => T): T | undefined => {
    try {
      return run();
    } catch (error) {
      reporter.warnOnce(`the owner of the session, ${owner.name}, threw`, error);
      return undefined;
    }
  };
  const tell = (type: SessionChange['type'], session: SessionChange['session'], atMs: number) =>
    follower.hear([{ type, session, atMs, detectedAtMs: follower.now() } as SessionChange]);
  const end = (atMs: number) => {
    if (live === null) return;
    const ended = finish(owner.name, live, Math.min(atMs, reading.deadlineMs));
    tell('ended', ended, ended.endTimeMs);
    live = null;
  };
  const begin = (owned: Answer, sinceMs: number) => {
    live = adopt(owner.name, owned, before, { sinceMs, nowMs: follower.now() });
    const isNew = owned.startTimeMs === undefined ? before !== null : owned.startTimeMs >= createdMs;
    before = live;
    tell(isNew ? 'started' : 'resumed', live, isNew ? live.startTimeMs : follower.now());
  };
  /** @param atMs an instant that is asked for: what changed since the last look had changed by then */
  const look = (atMs = Infinity) => {
    const nowMs = follower.now();
    const answer = attempt(() => readAnswer(owner.getSession(), reporter)) ?? null;
    const owned = answer !== null && (answer.deadlineMs ?? Infinity) > nowMs && !follower.isOver(answer.id) ? answer : null;
    const sinceMs = Math.max(Math.min(atMs, nowMs), lookedMs);
    lookedMs = nowMs;
    if (live !== null && owned?.id !== live.id) end(Math.min(owned?.startTimeMs ?? sinceMs, nowMs));
    if (owned === null) return follower.follow({ session: null, deadlineMs: -Infinity, isFinal: true });
    if (live === null) begin(owned, sinceMs);
    else live = refresh(live, owned);
    follower.follow({ session: live, deadlineMs: owned.deadlineMs ?? Infinity, isFinal: true });
  };
  const refresh = (known: LiveSession, { metadata = known.metadata, lastActivityTimeMs: atMs = known.lastActivityTimeMs }: Answer) => {
    const lastActivityTimeMs = Math.min(atMs, follower.now());
    if (metadata === known.metadata || JSON.stringify(metadata) === JSON.stringify(known.metadata)) {
      return lastActivityTimeMs === known.lastActivityTimeMs ? known : { ...known, lastActivityTimeMs };
    }
    const updated = { ...known, metadata, lastActivityTimeMs, revision: known.revision + 1 };
    tell('updated', updated, follower.now());
    return updated;
  };
  const lookAgain = () => {
    look();
    timer = clock.setTimeout(lookAgain, LOOK_EVERY_MS);
  };

  const { getSession, getSessionId } = reading;
  const sessions = createFollowedSessions(
    Object.assign(reading, {
      getSession(atMs?: number) {
        look();
        return getSession(atMs);
      },
      getSessionId(atMs?: number) {
        look();
        return getSessionId(atMs);
      },
    }),
    {
      notify: (trigger, atMs) => void attempt(() => owner.notify?.(trigger, atMs)),
      stamp(signal, atMs) {
        const instantMs = atMs === undefined || !Number.isFinite(atMs) ? clock.now() : atMs;
        look(instantMs);
        attempt(() => owner.stamped?.(signal, instantMs));
        return follower.idOf(instantMs);
      },
      setMetadata(fields, target) {
        look();
        const id = String(target?.sessionId);
        // An owner that does not know of targets would take it for the live one's.
        if (target === undefined || id === live?.id) return void attempt(() => owner.setMetadata?.(fields));
        const session = follower.ended(id);
        if (session === null) return warnUnknown(reporter, id);
        const metadata = newsIn(fields, session.metadata, reporter);
        if (metadata) follower.remember([amend(session, [{ id, metadata }])]);
      },
      end(reason, how) {
        attempt(() => owner.end?.(reason, how));
        look();
      },
      finalize() {},
      stop() {
        clock.clearTimeout(timer);
        attempt(() => stop?.());
      },
    },
    reporter,
  );
  const stop = attempt(() => owner.subscribe?.(() => look()));
  if (owner.subscribe) look();
  else lookAgain();
  return sessions;
}

function checkOwner(owner: SessionOwner): void {
  if (typeof owner?.getSession !== 'function') throw new TypeError('sessionchart: owner.getSession: expected a function');
  if (!/^[a-z][a-z0-9_-]*$/i.test(owner.name ?? '')) {
    throw new TypeError(`sessionchart: owner.name: expected a word such as "shell", came ${JSON.stringify(owner.name)}`);
  }
}
