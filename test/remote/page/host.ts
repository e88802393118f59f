/** A page that has sessions, and shares them with whom the test says. */
import type { SessionPolicy } from '../../../machines/policy.ts';
import { createSessionProvider, type Sessions } from '../../../src/lite/create-session-provider.ts';
import { shareWithFrames, shareWithWorker } from '../../../src/remote/index.ts';
import { webPlatform } from '../../../src/web/index.ts';

export const POLICY: SessionPolicy = {
  name: 'host',
  startOn: ['load', 'input', 'telemetry'],
  extendOn: ['input', 'telemetry'],
  endAfter: { inactivity: { ms: 600_000 } },
  then: 'wait',
  scope: 'origin',
};

export interface Host {
  sessions: Sessions;
  /** What `message` told this page. */
  readonly heard: unknown[];
  boot(inactivityMs?: number): void;
  shareWithFrames: typeof shareWithFrames;
  dedicated(): void;
  shared(): void;
  service(): Promise<void>;
  /** Asks the service worker which session it knows, and when it was started. */
  askService(): Promise<{ id: string | null; bornMs: number }>;
  frame(url: string): Promise<void>;
}

const host: Host = {
  sessions: undefined as unknown as Sessions,
  heard: [],
  boot(ms = 600_000) {
    host.sessions = createSessionProvider({ policy: { ...POLICY, endAfter: { inactivity: { ms } } }, platform: webPlatform() });
  },
  shareWithFrames,
  dedicated: () => void shareWithWorker(host.sessions, new Worker('/worker.js')),
  shared: () => void shareWithWorker(host.sessions, new SharedWorker('/worker.js')),
  async service() {
    await navigator.serviceWorker.register('/worker.js');
    shareWithWorker(host.sessions, navigator.serviceWorker);
    await navigator.serviceWorker.ready;
  },
  async askService() {
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    active?.postMessage('who', [port2]);
    return new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
    });
  },
  frame(url) {
    const frame = document.createElement('iframe');
    frame.src = url;
    document.body.append(frame);
    return new Promise((resolve) => frame.addEventListener('load', () => resolve()));
  },
};
window.addEventListener('message', ({ data }) => host.heard.push(data));
Object.assign(window, { page: { host } });
