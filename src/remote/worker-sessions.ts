import { portMessage, read } from './protocol.ts';
import { createRemoteSessions, type RemoteOptions, type RemoteSessions } from './remote-sessions.ts';

/** What is used of the global scopes of the three kinds of worker; a server that runs the same module has none of it. */
interface WorkerScope {
  addEventListener?(type: string, listener: (event: MessageEvent) => void): void;
  /** Of a service worker. */
  readonly clients?: { matchAll(options: object): Promise<readonly { postMessage(message: unknown): void }[]> };
}

/**
 * The sessions of the pages that this worker belongs to, whatever its kind. To be called while the worker's script runs for the
 * first time, as a shared worker is told of its pages right after that. A service worker asks its pages for their session each
 * time it is started. Never throws.
 */
export function createWorkerSessions(options: RemoteOptions = {}): RemoteSessions {
  const sessions = createRemoteSessions(null, options);
  const scope = globalThis as unknown as WorkerScope;
  const take = ({ data, ports }: MessageEvent) => {
    const [port] = ports;
    if (port && read(data, 'offer')) sessions.connect(port);
  };
  scope.addEventListener?.('message', take);
  scope.addEventListener?.('connect', ({ ports: [page] }) => {
    page?.addEventListener('message', take);
    page?.start();
  });
  void askPages(scope);
  return sessions;
}

async function askPages({ clients }: WorkerScope): Promise<void> {
  try {
    const pages = await clients?.matchAll({ type: 'window', includeUncontrolled: true });
    for (const page of pages ?? []) page.postMessage(portMessage('ask'));
  } catch {
    // Pages that load later offer by themselves.
  }
}
