import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileStore } from '../../src/node/index.ts';
import { processIdentity } from '../../src/node/process-identity.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

describe('a file store', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = createTemporaryFolder();
  });
  afterEach(() => folder.remove());
  const at = (name: string) => join(folder.path, name);

  it('leaves one file a text, which its owner alone may read', async () => {
    const store = createFileStore(at('made/by/the/store'));
    await store.update('session', () => 'text');
    expect(readdirSync(at('made/by/the/store'))).toEqual(['session.json']);
    expect(readFileSync(at('made/by/the/store/session.json'), 'utf8')).toBe('text');
    if (process.platform !== 'win32') expect(statSync(at('made/by/the/store/session.json')).mode & 0o777).toBe(0o600);
  });

  it('touches no file and wants no lock for the same text', async () => {
    const store = createFileStore(folder.path);
    await store.update('session', () => 'text');
    const { ino } = statSync(at('session.json'));
    writeFileSync(at('lock'), 'somebody');
    expect(await store.update('session', () => 'text')).toBe('text');
    expect(statSync(at('session.json')).ino).toBe(ino);
  });

  it('does not tell of its own writes', async () => {
    const [one, another] = ['a', 'b'].map((contextId) => createFileStore(folder.path, { contextId }));
    const own: (string | null)[] = [];
    const told = new Promise<void>((resolve) => {
      one?.subscribe(() => {
        own.push(one.peek('session'));
        resolve();
      });
    });
    const heard = new Promise<void>((resolve) => {
      const stop = another?.subscribe(() => {
        stop?.();
        resolve();
      });
    });
    await one?.update('session', () => 'mine');
    await heard;
    await another?.update('session', () => 'theirs');
    await told;
    expect(own).toEqual(['theirs']);
  });

  it('writes again after its folder was taken away', async () => {
    const store = createFileStore(at('sessions'));
    await store.update('session', () => 'text');
    rmSync(at('sessions'), { recursive: true });
    expect(store.peek('session')).toBeNull();
    expect(await store.update('session', (text) => `${text}, again`)).toBe('null, again');
  });

  it('writes at once though another is writing for ever', async () => {
    const store = createFileStore(folder.path);
    writeFileSync(at('lock'), `${processIdentity()}.aaaa`);
    store.writeNow?.('session', 'last words');
    expect(store.peek('session')).toBe('last words');
  });

  it('sweeps away what killed processes left, and nothing else', () => {
    const [place = ''] = processIdentity().split('-');
    const dead = `${place}-${spawnSync(process.execPath, ['--version']).pid}-1`;
    const now = Date.now() / 1_000;
    const files: readonly (readonly [string, string, number, boolean])[] = [
      ['session.json', '{}', 9e6, true],
      ['session.json.1-aaaa.tmp', 'half', 120, false],
      ['session.json.2-aaaa.tmp', 'half', 0, true],
      ['lock~x', 'x', 120, false],
      ['context-01', `${dead} a`, 0, false],
      ['context-02', `${processIdentity()} b`, 9e6, true],
      ['context-03', '00000000-1-1 c', 0, true],
      ['context-04', '00000000-1-1 d', 9e6, false],
      ['notes.txt', 'mine', 9e6, true],
    ];
    for (const [name, text, ageS] of files) {
      writeFileSync(at(name), text);
      utimesSync(at(name), now - ageS, now - ageS);
    }
    createFileStore(folder.path, { contextId: 'e' }).subscribe(() => {})();
    expect(files.map(([name]) => [name, existsSync(at(name))])).toEqual(files.map(([name, , , stays]) => [name, stays]));
  });

  it('knows who lives though the file of another is swept away while it looks', async () => {
    const store = createFileStore(folder.path, { contextId: 'e' });
    store.subscribe(() => {})();
    symlinkSync(at('swept'), at('context-04'));
    expect(await store.liveContexts()).toEqual(new Set(['e']));
  });

  it('rejects what the disk refuses, and goes on when it does so no more', async () => {
    writeFileSync(at('sessions'), 'a file in the way');
    const store = createFileStore(at('sessions'));
    await expect(store.update('session', () => 'text')).rejects.toThrow('ENOTDIR');
    await expect(store.liveContexts()).rejects.toThrow('ENOTDIR');
    expect(() => store.writeNow?.('session', 'text')).toThrow();
    expect(store.peek('session')).toBeNull();
    rmSync(at('sessions'));
    expect(await store.update('session', () => 'text')).toBe('text');
  });
});
