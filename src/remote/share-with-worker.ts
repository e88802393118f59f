import { portMessage, read } from './protocol.ts';
import { type Share, shareSessions } from './share-sessions.ts';
import type { SharedSessions } from './teller.ts';

/** A worker as its page has it; a service worker as `navigator.serviceWorker`. */
export type WorkerTarget = Worker | SharedWorker | ServiceWorkerContainer;

/** Whatever takes a message with a port. */
interface Receiver {
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/**
 * Shares sessions with a worker of this page, which has `createWorkerSessions`, by a port of their own. A service worker that was
 * stopped and started again asks, and gets another. While the page is frozen or in bfcache, a worker that has other pages tells
 * those what happens. Never throws.
 *
 * @returns stop
 */
export function shareWithWorker(sessions: SharedSessions, worker: WorkerTarget): () => void {
  let share: Share | null = null;
  const offer = (to: Receiver | null | undefined) => {
    if (!to) return;
    const { port1, port2 } = new MessageChannel();
    share?.stop();
    share = shareSessions(sessions, port1);
    to.postMessage(portMessage('offer'), [port2]);
  };
  const stops = [
    hear(window, 'pagehide', () => share?.leave()),
    hear(window, 'pageshow', (event) => (event as PageTransitionEvent).persisted && share?.comeBack()),
    hear(document, 'freeze', () => share?.leave()),
    hear(document, 'resume', () => share?.comeBack()),
  ];
  if ('controller' in worker) stops.push(offerToServiceWorker(worker, offer));
  else offer('port' in worker ? worker.port : worker);
  return () => {
    share?.stop();
    for (const stop of stops) stop();
  };
}

function offerToServiceWorker(container: ServiceWorkerContainer, offer: (to: Receiver | null) => void): () => void {
  const stops = [
    hear(container, 'message', (event) => {
      const { data, source } = event as MessageEvent;
      if (read(data, 'ask')) offer(source as ServiceWorker | null);
    }),
    hear(container, 'controllerchange', () => offer(container.controller)),
  ];
  container.startMessages();
  container.ready.then(({ active }) => offer(active)).catch(() => {});
  return () => {
    for (const stop of stops) stop();
  };
}

function hear(target: EventTarget, type: string, run: (event: Event) => void): () => void {
  target.addEventListener(type, run);
  return () => target.removeEventListener(type, run);
}
