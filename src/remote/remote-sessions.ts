import { createReporter, type Diagnostics } from '../provider/diagnostics.ts';
import { type Clock, systemClock } from '../provider/platform.ts';
import { createFollowedSessions, type FollowedSessions } from './followed-sessions.ts';
import { createFollower } from './follower.ts';
import { createOutgoing } from './outgoing.ts';
import { createOwners } from './owners.ts';
import { listen, release, type SessionPort } from './port.ts';
import { type Act, read, readState, type StateMessage, VERSION } from './protocol.ts';

/** Sessions of another context. */
export interface RemoteSessions extends FollowedSessions {
  /** Session events are the owner's to emit. */
  readonly isRemote: true;
  /** Resolves when an owner has spoken for the first time; before that there is no session. Never rejects. */
  readonly ready: Promise<void>;
  /** What the owner says of telemetry, where it asks for consent; the last word stands while no owner is there. */
  mayLeave(): 'now' | 'later' | 'never';
  /** Listens to one more owner of the same session, as a worker of several pages has them. @returns stop */
  connect(port: SessionPort): () => void;
}

export interface RemoteOptions {
  /** Where warnings go. Default: OpenTelemetry's `diag`. */
  readonly diagnostics?: Diagnostics;
  readonly clock?: Clock;
  /**
   * `true`: the owner asks a person for consent (`sessionchart/consent`), so telemetry waits until an owner has said what may
   * become of it. Default `false`: what happens before an owner has spoken goes on.
   */
  readonly asksConsent?: boolean;
}

/**
 * The sessions of another context, at the far end of a port, as if they were here: all that reads is synchronous, and what
 * happens here counts there. When the owner is gone, the last id is good until the deadline that was told with it, and after
 * that there is none until somebody tells of one. Never throws.
 *
 * @param port its other end is given to `shareSessions`; `null` where ports come later, by `connect`
 */
export function createRemoteSessions(port: SessionPort | null = null, options: RemoteOptions = {}): RemoteSessions {
  const { clock = systemClock } = options;
  const reporter = createReporter(options.diagnostics);
  const first = options.asksConsent === true ? 'later' : 'now';
  const follower = createFollower(clock, reporter, first);
  const owners = createOwners();
  const outgoing = createOutgoing(clock, owners.latest);
  const stops = new Set<() => void>();
  let becomeReady = () => {};
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve;
  });

  const follow = () => follower.follow({ ...owners.best(follower.isOver), mayLeave: owners.mayLeave() ?? first });
  const hear = (from: SessionPort, { session, untilMs, isFinal, mayLeave, changes, past, replaced }: Required<StateMessage>) => {
    // Until then whoever waits for `ready` has a process that goes on.
    release(from);
    owners.say(from, { session, deadlineMs: untilMs ?? Infinity, isFinal, mayLeave });
    follower.remember(past);
    if (replaced !== null) follower.replace(...replaced);
    follower.hear(changes);
    follow();
    becomeReady();
    outgoing.flush();
  };
  const atOnce = (act: Act) => {
    outgoing.add(act);
    outgoing.flush();
  };
  const { reading } = follower;
  const settle = reading.finalize;
  const sessions = createFollowedSessions(
    reading,
    {
      notify: (trigger, atMs) => outgoing.add(['notify', trigger, atMs ?? clock.now()]),
      stamp(signal, atMs) {
        const instantMs = atMs === undefined || !Number.isFinite(atMs) ? clock.now() : atMs;
        outgoing.add(['stamp', signal, instantMs]);
        return follower.idOf(instantMs);
      },
      setMetadata: (fields, target) => atOnce(target === undefined ? ['metadata', fields] : ['amend', fields, target?.sessionId]),
      end: (reason, how) => atOnce(['end', reason, how]),
      finalize() {
        atOnce(['finalize']);
        settle();
      },
      stop() {
        outgoing.stop();
        for (const stop of [...stops]) stop();
      },
    },
    reporter,
  );
  const connect = (from: SessionPort) => {
    const leave = () => owners.leave(from);
    const stopListening = listen(
      from,
      (data) => {
        const state = readState(data);
        if (state) hear(from, state);
        else if (read(data, 'leave')) leave();
      },
      leave,
    );
    const stop = () => {
      stops.delete(stop);
      leave();
      stopListening();
    };
    stops.add(stop);
    try {
      from.postMessage({ sessionchart: VERSION, kind: 'acts', acts: [['join']] });
    } catch (error) {
      reporter.warn('a port took no message', error);
    }
    return stop;
  };
  if (port !== null) connect(port);
  return Object.assign(sessions, { isRemote: true as const, ready, connect, mayLeave: follower.mayLeave });
}
