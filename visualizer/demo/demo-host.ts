import { createMemoryStore, type SessionPolicy, type SessionStore } from '../../src/index.ts';

/** What the demo's tabs share with the page that holds them: one device, one browser. */
export interface DemoHost {
  readonly store: SessionStore;
  policy: SessionPolicy;
  /** Tabs opened so far, by which they are named. */
  tabs: number;
  now(): number;
  /** Milliseconds of the demo's clock in one of ours. */
  speed: number;
  /** Called when the clock was changed. @returns stop */
  onClock(listener: () => void): () => void;
  setSpeed(speed: number): void;
  /** The device sleeps: its clock goes on, nothing runs. */
  skip(ms: number): void;
}
export type DemoWindow = Window & { sessionchartDemo?: DemoHost };

export type DemoCommand = 'background' | 'foreground' | 'offline' | 'online' | 'reload' | 'die';

export function createDemoHost(policy: SessionPolicy): DemoHost {
  const listeners = new Set<() => void>();
  let fromMs = Date.now();
  let demoMs = fromMs;
  const now = () => demoMs + (Date.now() - fromMs) * host.speed;
  const changed = (atMs: number) => {
    fromMs = Date.now();
    demoMs = atMs;
    for (const listener of [...listeners]) listener();
  };
  const host: DemoHost = {
    store: createMemoryStore(),
    policy,
    tabs: 0,
    speed: 1,
    now,
    onClock(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setSpeed(speed) {
      const atMs = now();
      host.speed = speed;
      changed(atMs);
    },
    skip: (ms) => changed(now() + ms),
  };
  return host;
}
