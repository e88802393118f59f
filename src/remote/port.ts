/**
 * One end of a channel that keeps the order of its messages: a `MessagePort` of a browser, of Node's `worker_threads` or of
 * Electron's main process, or an object of one's own around a bridge, with `postMessage` and `onmessage`.
 */
export interface SessionPort {
  postMessage(message: unknown): void;
  /** Set to a function of an event with `data`, where the port has no listeners. Its type differs from port to port. */
  onmessage?: unknown;
}

/** What a port may have, too; by which one knows what kind it is. */
interface Events {
  addEventListener?(type: string, listener: (event: unknown) => void): void;
  removeEventListener?(type: string, listener: (event: unknown) => void): void;
  on?(type: string, listener: (event: unknown) => void): void;
  off?(type: string, listener: (event: unknown) => void): void;
  start?(): void;
  unref?(): void;
}

/** Hears what comes through the port, and when it closes, as far as the port can tell. @returns stop */
export function listen(port: SessionPort, hear: (data: unknown) => void, closed: () => void): () => void {
  const events = port as Events;
  const onMessage = (event: unknown) => hear((event as { readonly data?: unknown } | null)?.data);
  if (!events.addEventListener && !events.on) {
    port.onmessage = onMessage;
    return () => {
      port.onmessage = null;
    };
  }
  // Electron's ports are emitters, whose events are the DOM's.
  const add = (events.addEventListener ?? events.on)?.bind(port);
  const remove = (events.removeEventListener ?? events.off)?.bind(port);
  add?.('message', onMessage);
  add?.('close', closed);
  events.start?.();
  return () => {
    remove?.('message', onMessage);
    remove?.('close', closed);
  };
}

/** From now on the port alone keeps no process of Node alive. */
export const release = (port: SessionPort): void => (port as Events).unref?.();
