import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TORN } from '../../src/mobile/key-value-store.ts';
import type { SessionStore } from '../../src/provider/platform.ts';
import { settle } from '../support/manual-clock.ts';
import { createDevice, type Device, type Remains } from './device.ts';
import { STORAGES, type Storage } from './open-store.ts';

const REMAINS: readonly Remains[] = ['old', 'new', 'half', 'mixed'];
const append = (letter: string) => (text: string | null) => (text ?? '') + letter;

describe.each(STORAGES)('a process killed within a call of $name', (storage) => {
  it('keeps every update that was acknowledged, at any call, whatever the write left', async () => {
    const calls = await lastCall(storage);
    const torn = new Set<Remains>();
    for (const remains of REMAINS) {
      for (let dieAtCall = 1; dieAtCall <= calls; dieAtCall++) {
        const device = createDevice();
        const acknowledged = await write(device, storage, { dieAtCall, remains });
        const kept = await readAgain(device, storage, () => torn.add(remains));
        // One update may have been under way.
        expect([acknowledged, 'abcdefgh'.slice(0, acknowledged.length + 1)]).toContain(kept);
      }
    }
    expect([...torn].sort()).toEqual(['half', 'mixed']);
  });

  it('goes on from what is kept, through any number of kills', async () => {
    const kill = fc.record({ dieAtCall: fc.integer({ min: 1, max: 40 }), remains: fc.constantFrom(...REMAINS) });
    await fc.assert(
      fc.asyncProperty(fc.array(kill, { maxLength: 12 }), async (kills) => {
        const device = createDevice();
        let least = 0;
        for (const options of kills) {
          const process = device.boot(options);
          const store = storage.open(process, 'a', (message) => expect(message).toBe(TORN));
          for (let i = 0; i < 5; i++) {
            const before = least;
            least = await Promise.race([count(store).catch(() => before), settle().then(() => before)]);
            expect(least).toBeGreaterThanOrEqual(before);
          }
        }
        expect(Number(await readAgain(device, storage))).toBeGreaterThanOrEqual(least);
      }),
      { numRuns: 200 },
    );
  });
});

const count = async (store: SessionStore) => Number(await store.update('session', (text) => String(Number(text ?? 0) + 1)));

async function readAgain(device: Device, { open }: Storage, onTorn: () => void = () => {}): Promise<string> {
  const store = open(device.boot(), 'z', (message) => {
    expect(message).toBe(TORN);
    onTorn();
  });
  return (await store.update('session', (text) => text)) ?? '';
}

/** Two contexts write eight letters in turn. @returns those that were acknowledged before the process died */
async function write(device: Device, { open }: Storage, options: { dieAtCall: number; remains: Remains }): Promise<string> {
  const process = device.boot(options);
  const stores = [open(process, 'a'), open(process, 'b')] as const;
  let acknowledged = '';
  for (const [i, letter] of [...'abcdefgh'].entries()) {
    void stores[i % 2 === 0 ? 0 : 1].update('session', append(letter)).then(
      (text) => {
        acknowledged = text ?? '';
      },
      () => {},
    );
  }
  for (let i = 0; i < 10; i++) await settle();
  return acknowledged;
}

async function lastCall(storage: Storage): Promise<number> {
  const device = createDevice();
  const process = device.boot();
  const store = storage.open(process, 'a');
  for (const letter of 'abcdefgh') await store.update('session', append(letter));
  return process.calls;
}
