import type { AsyncStorageLike, MmkvLike } from '../../src/react-native/index.ts';

/** What is left of a text that was being written when the process was killed. */
export type Remains = 'old' | 'new' | 'half' | 'mixed';

/** A phone: what its storage holds outlives the processes of the app. */
export interface Device {
  readonly disk: Map<string, string>;
  /** Starts a process of the app, which dies within call number `dieAtCall` of its storage, from 1. */
  boot(options?: { dieAtCall?: number; remains?: Remains }): Process;
}
export interface Process {
  readonly asyncStorage: AsyncStorageLike;
  readonly mmkv: MmkvLike;
  readonly isDead: boolean;
  readonly calls: number;
  kill(): void;
}

/** The part of the runtime that a new process finds empty. */
const RUNTIME = Symbol.for('sessionchart.mobile.runtime.1');
const never = new Promise<never>(() => {});

export function createDevice(): Device {
  const disk = new Map<string, string>();
  return {
    disk,
    boot({ dieAtCall = Infinity, remains = 'old' } = {}) {
      Reflect.deleteProperty(globalThis, RUNTIME);
      const listeners = new Set<(key: string) => void>();
      let isDead = false;
      let calls = 0;
      /** @returns whether the process lives to see the call return */
      const call = () => {
        calls++;
        if (calls >= dieAtCall) isDead = true;
        return !isDead;
      };
      const write = (key: string, value: string) => {
        if (isDead) return;
        if (call()) disk.set(key, value);
        else tear(disk, key, value, remains);
      };
      return {
        get isDead() {
          return isDead;
        },
        get calls() {
          return calls;
        },
        kill() {
          isDead = true;
        },
        asyncStorage: {
          async getItem(key) {
            if (isDead || !call()) return never;
            await null;
            return disk.get(key) ?? null;
          },
          async setItem(key, value) {
            if (isDead) return never;
            await null;
            write(key, value);
            return isDead ? never : undefined;
          },
        },
        mmkv: {
          getString(key) {
            if (isDead || !call()) throw new Error('killed');
            return disk.get(key);
          },
          set(key, value) {
            write(key, value);
            if (isDead) throw new Error('killed');
            for (const listener of listeners) listener(key);
          },
          addOnValueChangedListener(listener) {
            listeners.add(listener);
            return { remove: () => listeners.delete(listener) };
          },
        },
      };
    },
  };
}

function tear(disk: Map<string, string>, key: string, value: string, remains: Remains): void {
  const middle = Math.floor(value.length / 2);
  const before = disk.get(key) ?? '';
  if (remains === 'new') disk.set(key, value);
  else if (remains === 'half') disk.set(key, value.slice(0, middle));
  else if (remains === 'mixed') disk.set(key, value.slice(0, middle) + before.slice(middle));
}
