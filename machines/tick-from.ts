import type { SessionContext } from './context.ts';
import type { SessionEvent } from './events.ts';

/** What arms a timer. `now` is Unix epoch milliseconds. */
export interface TickClock {
  now(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: never): void;
}
interface TickedActor {
  getSnapshot(): { readonly context: Readonly<SessionContext> };
  subscribe(observer: (snapshot: { readonly context: Readonly<SessionContext> }) => void): { unsubscribe(): void };
  send(event: SessionEvent): void;
}

/** `setTimeout` takes 2^31 - 1 ms at the most and fires at once beyond (HTML standard; Node warns). */
export const MAX_TIMEOUT_MS = 2_147_483_647;

const systemClock: TickClock = {
  now: () => Date.now(),
  setTimeout(run, ms) {
    const timer: unknown = setTimeout(run, ms);
    // Node: a session keeps no process alive.
    if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function') timer.unref();
    return timer;
  },
  clearTimeout: (timer: ReturnType<typeof setTimeout>) => clearTimeout(timer),
};

/**
 * Arms one timer for the deadline of a bare `createActor(sessionMachine, …)` and sends it a tick when that has come.
 * A later deadline does not re-arm it: it looks again when it fires.
 *
 * @returns stop
 */
export function tickFrom(actor: TickedActor, clock: TickClock = systemClock): () => void {
  let timer: unknown = null;
  let armedForMs = Infinity;
  const disarm = () => {
    if (timer !== null) clock.clearTimeout(timer as never);
    timer = null;
    armedForMs = Infinity;
  };
  const arm = ({ endTimeMs, deadlineMs }: Readonly<SessionContext>) => {
    if (endTimeMs !== null || deadlineMs === Infinity) return disarm();
    if (deadlineMs >= armedForMs) return;
    disarm();
    armedForMs = deadlineMs;
    timer = clock.setTimeout(look, Math.min(Math.max(0, deadlineMs - clock.now()), MAX_TIMEOUT_MS));
  };
  const look = () => {
    timer = null;
    armedForMs = Infinity;
    const { context } = actor.getSnapshot();
    const atMs = clock.now();
    if (context.endTimeMs === null && atMs >= context.deadlineMs) actor.send({ type: 'session.tick', atMs });
    arm(actor.getSnapshot().context);
  };
  const subscription = actor.subscribe(({ context }) => arm(context));
  arm(actor.getSnapshot().context);
  return () => {
    subscription.unsubscribe();
    disarm();
  };
}
