import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SessionRecord } from '../../machines/record.ts';
import { createSessionProvider } from '../../src/full/create-session-provider.ts';
import { createFileStore, nodePlatform } from '../../src/node/index.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { buildChildProgram } from './child.ts';

const refuse = (options: unknown) => () => nodePlatform(options as Parameters<typeof nodePlatform>[0]);

describe('the platform of Node', () => {
  const folder = createTemporaryFolder();
  afterEach(() => vi.unstubAllEnvs());
  afterAll(folder.remove);

  it('names every option that is not what was expected', () => {
    expect(refuse({ store: '', app: 'a/b', contextId: 7 })).toThrow(
      'store: expected the path of a folder or a store, came ""; app: expected a name fit for a folder, came "a/b"; contextId: expected a non-empty string, came 7',
    );
    for (const app of ['', '.', '..', 'a\\b', 'a\0b', 7, null]) expect(refuse({ app })).toThrow(TypeError);
    expect(() => createFileStore('', { pollEveryMs: 0 })).toThrow(
      'path: expected a non-empty string, came ""; pollEveryMs: expected a number of',
    );
  });

  it('does not mind a disk that cannot be written, before anything is written', () => {
    expect(() => createFileStore('/dev/null/nowhere').subscribe(() => {})()).not.toThrow();
  });

  it('keeps nothing on disk unless told to', () => {
    expect(nodePlatform().store).toBeUndefined();
    const store = createMemoryStore();
    expect(nodePlatform({ store }).store).toBe(store);
  });

  it.runIf(process.platform === 'linux').each([
    ['state', () => join(folder.path, 'state')],
    ['relative/state', () => join(homedir(), '.local', 'state')],
    ['', () => join(homedir(), '.local', 'state')],
  ])('finds the folder of the app by XDG_STATE_HOME=%s', async (home, base) => {
    vi.stubEnv('XDG_STATE_HOME', home === 'state' ? join(folder.path, home) : home);
    vi.stubEnv('HOME', join(folder.path, 'home'));
    const sessions = createSessionProvider({ platform: nodePlatform({ app: 'shop' }), scope: '../a b' });
    await sessions.shutdown();
    expect(existsSync(join(base(), 'shop', 'sessions', '%2E%2E%2Fa%20b', 'session.json'))).toBe(true);
  });

  it('has one exit listener, however many providers there are, and takes it back', async () => {
    const before = process.listenerCount('exit');
    const many = Array.from({ length: 20 }, () => createSessionProvider({ platform: nodePlatform() }));
    expect(process.listenerCount('exit')).toBe(before + 1);
    await Promise.all(many.map((sessions) => sessions.shutdown()));
    expect(process.listenerCount('exit')).toBe(before);
  });
});

describe('a process that leaves', () => {
  const folder = createTemporaryFolder();
  let program: Awaited<ReturnType<typeof buildChildProgram>>;
  beforeAll(async () => {
    program = await buildChildProgram();
  });
  afterAll(() => {
    program.remove();
    folder.remove();
  });
  const storeOf = (path: string) => createFileStore(join(path, 'default'));
  const leave = async (path: string, how: string) => {
    const child = program.start('leave', path, how);
    const said = await child.next();
    const { code, signal, errors } = await child.gone;
    return { id: (said as { id: string }).id, code, signal, isSilent: errors === '', rest: await child.rest() };
  };
  const stored = (path: string) => JSON.parse(storeOf(path).peek('session') ?? '') as { session: SessionRecord; ended: { id: string }[] };

  it.each([
    ['by itself', '', 0, true],
    ['by exit', 'exit', 7, true],
    ['by an error that nobody caught', 'throw', 1, false],
  ])('leaves its session %s, and the exit as it is', async (_, how, code, isSilent) => {
    const path = join(folder.path, `leave-${how}`);
    const first = await leave(path, how);
    expect(first).toMatchObject({ code, signal: null, isSilent, rest: [] });
    expect(stored(path).session).toMatchObject({ id: first.id, isClosed: true, endReason: null });
    const second = await leave(path, how);
    expect(second).toEqual({ ...first });
  });

  it('leaves its session behind one that was over, though it left in the tick it came', async () => {
    const path = join(folder.path, 'lapsed');
    const first = await leave(path, 'exit');
    const past = (value: unknown) => (typeof value === 'number' && value > 1e12 ? value - 60 * MINUTE_MS : value);
    await storeOf(path).update('session', (text) => JSON.stringify(JSON.parse(text ?? ''), (_, value) => past(value)));
    const second = await leave(path, 'exit');
    expect(second.id).not.toBe(first.id);
    const { session, ended } = stored(path);
    expect(session).toMatchObject({ id: second.id, previousId: first.id, ordinal: 2, isClosed: true });
    expect(ended.at(-1)).toMatchObject({ id: first.id, endReason: 'inactivity', recovered: true });
    expect((await leave(path, 'exit')).id).toBe(second.id);
  });

  it('waits for what is being stored at shutdown, and no longer', async () => {
    const path = join(folder.path, 'shutdown');
    const child = program.start('shutdown', path);
    const { id } = (await child.next()) as { id: string };
    expect(await child.rest()).toEqual(['closed']);
    expect(await child.gone).toEqual({ code: 0, signal: null, errors: '' });
    expect(stored(path).session).toMatchObject({ id, endReason: 'shutdown' });
  });

  it('dies of the signals that others die of', async () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      const child = program.start('write', join(folder.path, signal), '0');
      await child.next();
      child.process.kill(signal);
      await child.rest();
      expect(await child.gone).toEqual({ code: null, signal, errors: '' });
    }
  });
});
