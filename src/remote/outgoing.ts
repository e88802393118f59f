import type { Clock } from '../provider/platform.ts';
import type { SessionPort } from './port.ts';
import { type Act, type ActsMessage, VERSION } from './protocol.ts';

/** The first act goes at the end of the present task's microtasks; those that follow within so many milliseconds go together. */
const TOGETHER_MS = 100;
/** What happens while no owner is there waits for one; beyond that the oldest are forgotten. */
const MAX_WAITING = 1_000;

/** What happened here, on its way to the owner, in order. */
export interface Outgoing {
  add(act: Act): void;
  /** Sends what waits, now. */
  flush(): void;
  stop(): void;
}

/** @param to the port to send to, `null` where there is none */
export function createOutgoing(clock: Clock, to: () => SessionPort | null): Outgoing {
  let waiting: Act[] = [];
  let timer: unknown;
  let isOpen = true;
  let isScheduled = false;

  const post = () => {
    isScheduled = false;
    const port = to();
    if (port === null || waiting.length === 0) return;
    const message: ActsMessage = { sessionchart: VERSION, kind: 'acts', acts: waiting };
    waiting = [];
    try {
      port.postMessage(message);
    } catch {
      // A value that cannot be sent, in metadata, must not take everything else with it.
      for (const act of message.acts) attempt(() => port.postMessage({ ...message, acts: [act] }));
    }
  };
  const rest = () => {
    timer = undefined;
    if (waiting.length === 0) return;
    post();
    timer = clock.setTimeout(rest, TOGETHER_MS);
  };
  return {
    add(act) {
      if (!isOpen) return;
      waiting.push(act);
      if (waiting.length > MAX_WAITING) waiting.shift();
      if (timer !== undefined || isScheduled) return;
      isScheduled = true;
      void Promise.resolve().then(() => {
        post();
        timer ??= clock.setTimeout(rest, TOGETHER_MS);
      });
    },
    flush: post,
    stop() {
      post();
      isOpen = false;
      clock.clearTimeout(timer);
    },
  };
}

function attempt(run: () => void): void {
  try {
    run();
  } catch {
    // It is the app's value that is lost, and nothing else.
  }
}
