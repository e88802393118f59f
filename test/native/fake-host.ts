import type { NativeHost } from '../../src/native/index.ts';

/** A host in memory, whose clock stands where the test puts it. */
export interface FakeHost {
  readonly host: NativeHost;
  readonly disk: Map<string, string>;
  /** All that was emitted: kind and what the JSON says. */
  readonly emitted: (readonly [string, unknown])[];
  readonly logged: string[];
  readonly timers: Map<number, number>;
  nowMs: number;
  canWrite: boolean;
}

export const START_MS = 1_700_000_000_000;

export function createFakeHost(disk = new Map<string, string>()): FakeHost {
  let drawn = 0;
  const fake: FakeHost = {
    disk,
    emitted: [],
    logged: [],
    timers: new Map(),
    nowMs: START_MS,
    canWrite: true,
    host: {
      now: () => fake.nowMs,
      monotonicNow: () => fake.nowMs - START_MS,
      setTimer: (id, ms) => void fake.timers.set(id, ms),
      clearTimer: (id) => void fake.timers.delete(id),
      readText: (key) => disk.get(key),
      writeText(key, text) {
        if (fake.canWrite) disk.set(key, text);
        return fake.canWrite;
      },
      randomHex: (bytes) => Array.from({ length: bytes }, () => (++drawn % 256).toString(16).padStart(2, '0')).join(''),
      log: (level, message) => void fake.logged.push(`${level}: ${message}`),
      emit: (kind, json) => void fake.emitted.push([kind, JSON.parse(json)]),
    },
  };
  return fake;
}

/** All microtasks run. */
export const settle = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 0));
