import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireLock, tryLock } from '../../src/node/file-lock.ts';
import { lifeOf, processIdentity } from '../../src/node/process-identity.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const [place = '', pid = '', startTicks = ''] = processIdentity().split('-');
const dead = `${place}-${spawnSync(process.execPath, ['--version']).pid}-1`;
const elsewhere = '00000000-1-1';

describe('the identity of a process', () => {
  it('tells the living from the dead, and from those of other hosts', () => {
    expect([processIdentity(), dead, elsewhere, '', 'nonsense'].map(lifeOf)).toEqual(['alive', 'dead', 'unknown', 'unknown', 'unknown']);
  });

  it.runIf(process.platform === 'linux')('tells a process from an earlier one of its pid', () => {
    expect(lifeOf(`${place}-${pid}-${Number(startTicks) - 1}`)).toBe('dead');
  });
});

describe('a lock', () => {
  let folder: TemporaryFolder;
  let path: string;
  beforeEach(() => {
    folder = createTemporaryFolder();
    path = join(folder.path, 'lock');
  });
  afterEach(() => folder.remove());

  it('is held by one, and free for the next when released', async () => {
    const one = await acquireLock(path);
    expect([one.isHeld(), tryLock(path)]).toEqual([true, null]);
    let isFree = false;
    const waiting = acquireLock(path).then((lock) => (isFree ? lock : null));
    await acquireLock(path, { leaseMs: Number.POSITIVE_INFINITY, waitMs: 20 }).then(
      () => expect.fail('it is held'),
      (error) => expect(error.message).toContain(`held by ${processIdentity()}`),
    );
    isFree = true;
    one.release();
    (await waiting)?.release();
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('is broken at once where its owner is dead, also where the one who was breaking it died, too', async () => {
    writeFileSync(path, `${dead}.aaaa`);
    writeFileSync(`${path}~${dead}.aaaa`, `${dead}.bbbb`);
    const lock = await acquireLock(path, { leaseMs: Number.POSITIVE_INFINITY });
    expect(lock.isHeld()).toBe(true);
    lock.release();
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it.each([
    ['runs on another host', `${elsewhere}.aaaa`],
    ['never wrote its name', ''],
    ['is nobody', '../../etc/passwd'],
  ])('is broken after its lease where the owner %s', async (_, content) => {
    writeFileSync(path, content);
    await expect(acquireLock(path, { leaseMs: Number.POSITIVE_INFINITY, waitMs: 20 })).rejects.toThrow('expected the lock within 20 ms');
    expect(readFileSync(path, 'utf8')).toBe(content);
    const lock = await acquireLock(path, { leaseMs: 20 });
    lock.release();
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('is not given back by one that lost it', async () => {
    const slow = await acquireLock(path);
    const next = await acquireLock(path, { leaseMs: 20 });
    expect([slow.isHeld(), next.isHeld()]).toEqual([false, true]);
    slow.release();
    expect(next.isHeld()).toBe(true);
    next.release();
    expect(existsSync(path)).toBe(false);
  });

  it('fails where the folder cannot be written', async () => {
    await expect(acquireLock(join(folder.path, 'none', 'lock'))).rejects.toThrow('ENOENT');
  });
});
