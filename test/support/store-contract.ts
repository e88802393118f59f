import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionStore, Slot } from '../../src/provider/platform.ts';

/** One place where sessions are kept, empty at first. */
export interface StorePlace {
  /** Another context opens it. A store that lives in one object only answers with that object. */
  open(contextId: string): SessionStore;
  close?(): void | Promise<void>;
}
export interface StoreContractOptions {
  /** The store can tell which contexts live. */
  readonly knowsContexts?: boolean;
}

const read = (store: SessionStore, slot: Slot = 'session') => store.update(slot, (text) => text);
const increment = (text: string | null) => String(Number(text ?? 0) + 1);
const SLOTS: readonly Slot[] = ['session', 'history', 'ledger', 'unreadable'];

/** What every store keeps to, wherever it keeps it. */
export function describeStore(name: string, createPlace: () => StorePlace | Promise<StorePlace>, options: StoreContractOptions = {}): void {
  describe(`${name}, as a session store`, () => {
    let place: StorePlace;
    beforeEach(async () => {
      place = await createPlace();
    });
    afterEach(() => place.close?.());

    describeTexts(() => place);
    describeContexts(() => place, options);
  });
}

function describeTexts(place: () => StorePlace): void {
  it('is empty at first', async () => {
    const store = place().open('a');
    expect(SLOTS.map((slot) => store.peek(slot))).toEqual(SLOTS.map(() => null));
    for (const slot of SLOTS) expect(await read(store, slot)).toBeNull();
  });

  it('keeps what an update makes of the text, and answers with it', async () => {
    const store = place().open('a');
    expect(await store.update('session', (text) => `${text}+1`)).toBe('null+1');
    expect(await store.update('session', (text) => `${text}+2`)).toBe('null+1+2');
    expect(store.peek('session')).toBe('null+1+2');
    expect(await read(place().open('b'))).toBe('null+1+2');
  });

  it('removes the text for null, also where there is none', async () => {
    const store = place().open('a');
    expect(await store.update('session', () => null)).toBeNull();
    await store.update('session', () => 'text');
    expect(await store.update('session', () => null)).toBeNull();
    expect(store.peek('session')).toBeNull();
    expect(await read(place().open('b'))).toBeNull();
  });

  it('keeps the slots apart', async () => {
    const store = place().open('a');
    await Promise.all(SLOTS.map((slot) => store.update(slot, () => slot)));
    await store.update('history', () => null);
    expect(SLOTS.map((slot) => store.peek(slot))).toEqual(['session', null, 'ledger', 'unreadable']);
  });

  it('leaves the text alone where nothing changes, whatever may run more than once', async () => {
    const store = place().open('a');
    await store.update('session', () => 'text');
    const seen: (string | null)[] = [];
    const same = await store.update('session', (text) => {
      seen.push(text);
      return text;
    });
    expect([same, ...new Set(seen)]).toEqual(['text', 'text']);
    let runs = 0;
    const last = await store.update('session', () => `run ${++runs}`);
    expect([last, store.peek('session')]).toEqual([`run ${runs}`, `run ${runs}`]);
  });

  it('rejects where the update throws, keeps the text and goes on', async () => {
    const store = place().open('a');
    await store.update('session', () => 'text');
    const failing = store.update('session', () => {
      throw new Error('no');
    });
    const following = store.update('session', (text) => `${text}!`);
    await expect(failing).rejects.toThrow('no');
    expect(await following).toBe('text!');
  });

  it('gives back every text as it was', async () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\0', '\r\n', '\uFEFF{}', 'é'.repeat(40_000)));
    const [one, another] = [place().open('a'), place().open('b')];
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect(await one.update('session', () => text)).toBe(text);
        expect(one.peek('session')).toBe(text);
        expect(await read(another)).toBe(text);
      }),
      { numRuns: 40 },
    );
  });
}

function describeContexts(place: () => StorePlace, { knowsContexts = false }: StoreContractOptions): void {
  it('loses no update of many contexts at once', async () => {
    const stores = ['a', 'b', 'c', 'd'].map((id) => place().open(id));
    const updates = stores.flatMap((store) => Array.from({ length: 25 }, () => store.update('session', increment)));
    const answers = await Promise.all(updates);
    expect(new Set(answers).size).toBe(100);
    expect(await read(place().open('e'))).toBe('100');
  });

  it('tells of what another context wrote, until stopped', async () => {
    const [writer, reader] = [place().open('a'), place().open('b')];
    let toldAfterStop = 0;
    reader.subscribe(() => toldAfterStop++)();
    for (const text of ['one', 'two']) {
      const told = new Promise<void>((resolve) => {
        const stop = reader.subscribe(() => {
          stop();
          stop();
          resolve();
        });
      });
      await writer.update('session', () => text);
      await told;
      expect(await read(reader)).toBe(text);
    }
    expect(toldAfterStop).toBe(0);
  });

  it('is empty for everybody once it was wiped, tells of it, and takes new texts', async () => {
    const [one, another] = [place().open('a'), place().open('b')];
    if (!one.wipe) return;
    for (const slot of SLOTS) {
      await one.update(slot, () => `${slot} 1`);
      await another.update(slot, () => `${slot} 2`);
    }
    const stop = { run: () => {} };
    const told = new Promise<void>((resolve) => {
      stop.run = another.subscribe(() => resolve());
    });
    await one.wipe();
    await told;
    stop.run();
    for (const slot of SLOTS) expect([one.peek(slot), await read(one, slot), await read(another, slot)]).toEqual([null, null, null]);
    await one.wipe();
    expect(await another.update('session', (text) => `${text}, then`)).toBe('null, then');
    expect(await read(one)).toBe('null, then');
  });

  it('writes at once where it can', async () => {
    const store = place().open('a');
    if (!store.writeNow) return;
    await store.update('session', () => 'before');
    store.writeNow('session', 'now');
    expect(store.peek('session')).toBe('now');
    expect(await read(place().open('b'))).toBe('now');
    expect(await store.update('session', (text) => `${text}, then`)).toBe('now, then');
  });

  it.runIf(knowsContexts)('knows the contexts that live', async () => {
    const [one, another] = [place().open('a'), place().open('b/ü')];
    const stops = [one, another].map((store) => store.subscribe(() => {}));
    expect([...(await one.liveContexts())].sort()).toEqual(['a', 'b/ü']);
    stops[1]?.();
    expect([...(await one.liveContexts())]).toEqual(['a']);
    stops[0]?.();
  });
}
