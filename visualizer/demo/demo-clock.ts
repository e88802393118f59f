import type { Clock } from '../../src/index.ts';
import type { DemoHost } from './demo-host.ts';

interface Timer {
  readonly run: () => void;
  readonly atMs: number;
  armed: ReturnType<typeof setTimeout>;
}

/** The demo's clock for the engine: timers are armed anew when it changes its pace or jumps. */
export function createDemoClock(host: DemoHost): Clock {
  const timers = new Set<Timer>();
  const arm = (timer: Timer) => {
    timer.armed = setTimeout(
      () => {
        timers.delete(timer);
        timer.run();
      },
      Math.max(0, Math.min(2 ** 31 - 1, (timer.atMs - host.now()) / host.speed)),
    );
  };
  const stop = host.onClock(() => {
    for (const timer of timers) {
      clearTimeout(timer.armed);
      arm(timer);
    }
  });
  addEventListener('pagehide', stop);
  return {
    now: () => host.now(),
    monotonicNow: () => host.now(),
    setTimeout(run, ms) {
      const timer: Timer = { run, atMs: host.now() + ms, armed: 0 as unknown as Timer['armed'] };
      timers.add(timer);
      arm(timer);
      return timer;
    },
    clearTimeout(timer) {
      clearTimeout((timer as Timer).armed);
      timers.delete(timer as Timer);
    },
  };
}
