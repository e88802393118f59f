import type { SessionPort } from '../../src/remote/index.ts';

type Listener = (event: { readonly data: unknown }) => void;

/** A channel whose messages wait until the test lets them go. What goes through is copied, as by `postMessage`. */
export interface SlowChannel {
  readonly owner: SessionPort;
  readonly remote: SessionPort;
  /** Lets so many messages arrive, in order, in each direction. @returns whether any did */
  deliver(count?: number): boolean;
  /** All that was delivered to the remote end. */
  readonly heard: unknown[];
  /** What is under way is lost, and so is what follows; neither end is told. */
  cut(): void;
}

/** @param write for a bridge that carries texts */
export function createSlowChannel(write?: (message: unknown) => string): SlowChannel {
  const toRemote: unknown[] = [];
  const toOwner: unknown[] = [];
  const heard: unknown[] = [];
  let isCut = false;
  const end = (out: unknown[]): SessionPort & { onmessage?: Listener | null } => ({
    postMessage: (message) => void (isCut || out.push(write ? JSON.parse(write(message)) : structuredClone(message))),
  });
  const owner = end(toRemote);
  const remote = end(toOwner);
  const flow = (queue: unknown[], to: { readonly onmessage?: Listener | null }, count: number, log?: unknown[]) => {
    for (const data of queue.splice(0, count)) {
      log?.push(data);
      to.onmessage?.({ data });
    }
  };
  return {
    owner,
    remote,
    heard,
    deliver(count = Infinity) {
      const waiting = toRemote.length + toOwner.length;
      flow(toRemote, remote, count, heard);
      flow(toOwner, owner, count);
      return waiting > 0;
    },
    cut() {
      isCut = true;
      toRemote.length = 0;
      toOwner.length = 0;
    },
  };
}
