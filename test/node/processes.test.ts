import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSessionProvider } from '../../src/full/create-session-provider.ts';
import { createFileStore } from '../../src/node/index.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { buildChildProgram, type Child } from './child.ts';
import { createMortalStore } from './mortal-store.ts';

interface Told {
  readonly finalId: string;
  readonly current: string;
  readonly told: readonly (readonly [string, string])[];
}
interface Written {
  readonly n: number;
  readonly ids: readonly string[];
}

describe('processes that share a folder', () => {
  const folder = createTemporaryFolder();
  let program: Awaited<ReturnType<typeof buildChildProgram>>;
  beforeAll(async () => {
    program = await buildChildProgram();
  });
  afterAll(() => {
    program.remove();
    folder.remove();
  });
  const place = (name: string) => join(folder.path, name);
  /** A later start of the app, as far as it got. */
  const restart = async (path: string) => {
    const warnings: string[] = [];
    const store = createMortalStore(createFileStore(path));
    const sessions = createSessionProvider({
      store,
      diagnostics: { warn: (...words) => warnings.push(words.join(' ')), debug() {} },
    });
    const session = sessions.getSession();
    await sessions.listSessions();
    store.kill();
    return { session, warnings };
  };

  it('keeps every increment of eight writers', async () => {
    const children = Array.from({ length: 8 }, () => program.start('increment', place('increments'), '50'));
    const said = (await Promise.all(children.map((child) => child.rest()))).flat();
    const ends = await Promise.all(children.map(({ gone }) => gone));
    expect(ends).toEqual(children.map(() => ({ code: 0, signal: null, errors: '' })));
    expect(said.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
    expect(createFileStore(place('increments')).peek('session')).toBe('400');
  });

  it('keeps every increment that was stored, while writers are killed', async () => {
    const children = Array.from({ length: 8 }, () => program.start('increment', place('killed-writers'), '60'));
    const killed = children.slice(0, 6).map(async (child, i) => {
      const first = await child.next();
      const more = await listen(child, i * 2);
      child.process.kill('SIGKILL');
      return [first, ...more, ...(await child.rest())];
    });
    const said = (await Promise.all([...killed, ...children.slice(6).map((child) => child.rest())])).flat().filter((line) => line !== null);
    const stored = Number(createFileStore(place('killed-writers')).peek('session'));
    expect(new Set(said).size).toBe(said.length);
    expect(said.length).toBeGreaterThanOrEqual(120);
    expect(stored).toBeGreaterThanOrEqual(Math.max(said.length, ...said.map(Number)));
    expect(stored).toBeLessThanOrEqual(said.length + 6);
  });

  it('agrees on one session in all that is told, when two begin at the same instant', async () => {
    const children = [program.start('race'), program.start('race')];
    await Promise.all(children.map((child) => child.next()));
    for (let round = 0; round < 20; round++) {
      const atMs = Date.now() + 10;
      for (const child of children) child.tell(`${atMs} ${place(`race-${round}`)}`);
      const told = (await Promise.all(children.map((child) => child.next()))) as Told[];
      const id = told[0]?.finalId;
      expect(told.map(({ finalId, current }) => [finalId, current])).toEqual([
        [id, id],
        [id, id],
      ]);
      // One of them began it and the other joined, or both took it for theirs before either told.
      expect(new Set(told.flatMap((one) => one.told.map(([, named]) => named)))).toEqual(new Set([id]));
      expect(told.flatMap((one) => one.told.map(([type]) => type)).sort()).toEqual(['resumed', 'started']);
    }
    for (const child of children) child.process.kill('SIGKILL');
    await Promise.all(children.map(({ gone }) => gone));
  });

  it('goes on with what was stored after a kill at any moment', async () => {
    const path = place('kills');
    let stored = { n: 0, id: '' };
    for (let round = 0; round < 30; round++) {
      const child = program.start('write', path, String(stored.n));
      const before = await listen(child, round % 7);
      child.process.kill('SIGKILL');
      const said = [...before, ...(await child.rest())].filter((line): line is Written => line !== null);
      await child.gone;
      const last = said.at(-1);
      const { session, warnings } = await restart(join(path, 'default'));
      stored.id ||= session?.id ?? '';
      expect(warnings).toEqual([]);
      expect(session?.id).toBe(stored.id);
      expect(new Set(said.flatMap(({ ids }) => ids))).toEqual(new Set(said.length > 0 ? [stored.id] : []));
      const n = Number(session?.metadata.n ?? 0);
      expect(n).toBeGreaterThanOrEqual(last?.n ?? stored.n);
      expect(n).toBeLessThanOrEqual((last?.n ?? stored.n) + 1);
      stored = { ...stored, n };
    }
    expect(stored.n).toBeGreaterThan(0);
  });

  it('does not wait for the lock of a process that was killed', async () => {
    const path = place('killed');
    const child = program.start('hold', path);
    await child.next();
    child.process.kill('SIGKILL');
    await child.gone;
    expect(await createFileStore(path).update('session', (text) => `${text}, then`)).toMatch(/^(null|half), then$/);
    rmSync(path, { recursive: true });
  });
});

/** Hears some of what a child writes, then lets a random time pass. */
async function listen(child: Child, lines: number): Promise<unknown[]> {
  const heard: unknown[] = [];
  for (let i = 0; i < lines; i++) heard.push(await child.next());
  await sleep(Math.random() * 10);
  return heard;
}
