import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** Marks a file that was written and not renamed yet. */
export const TEMPORARY = '.tmp';

const temporary = (path: string) => `${path}.${process.pid}-${randomBytes(4).toString('hex')}${TEMPORARY}`;

/** The file's text, `null` where there is none. */
export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Puts the text in the file's place: a reader finds the old text or the new one, whole, even after the power failed in
 * between. The text is on the disk before it gets the name; the rename is synchronous, so nothing can be queued after an exit.
 *
 * @param isWanted asked last
 * @returns whether it was
 */
export async function replaceFile(path: string, text: string, isWanted: () => boolean): Promise<boolean> {
  const temp = temporary(path);
  try {
    const file = await open(temp, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!isWanted()) return false;
    renameSync(temp, path);
    return true;
  } finally {
    rmSync(temp, { force: true });
  }
}

/** The same without waiting, for a process that is about to end. */
export function replaceFileNow(path: string, text: string): void {
  const temp = temporary(path);
  try {
    const file = openSync(temp, 'wx', 0o600);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temp, path);
  } finally {
    rmSync(temp, { force: true });
  }
}
