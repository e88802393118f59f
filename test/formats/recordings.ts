import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser } from './browser.ts';
import { writeKeyValues, writeStories } from './stories.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RECORDED = fileURLToPath(new URL('recorded', import.meta.url));

/** Files of one release: `<story>/<file>` to text. The two texts of a story are named as a file store names them. */
export type Files = Readonly<Record<string, string>>;

/** What the version of today writes, but for what a browser does of it. */
export async function writeToday(): Promise<Files> {
  const files: Record<string, string> = {};
  for (const [story, { texts, told }] of Object.entries(await writeStories())) {
    files[`${story}/session.json`] = texts.session;
    files[`${story}/history.json`] = texts.history;
    files[`${story}/key-values.json`] = json(await writeKeyValues(texts));
    files[`${story}/told.json`] = json(told);
  }
  return files;
}
const json = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;

/** What a page of today leaves in Chromium's storages; nothing where there is no Chromium. */
export async function writeTodayInBrowser(): Promise<Files | null> {
  const browser = await openBrowser();
  if (!browser) return null;
  try {
    const files: Record<string, string> = {};
    for (const [story, { texts }] of Object.entries(await writeStories())) files[browserFile(story)] = json(await browser.write(texts));
    return files;
  } finally {
    await browser.close();
  }
}
const browserFile = (story: string) => `${story}/browser.json`;

/** Releases whose written form differs from the one before, oldest first. */
export function recordedVersions(): string[] {
  const numbers = (version: string) => version.split('.').map(Number);
  const order = (a: string, b: string) => numbers(a).reduce((found, number, i) => found || number - (numbers(b)[i] ?? 0), 0);
  return existsSync(RECORDED) ? readdirSync(RECORDED).sort(order) : [];
}

export function readRecorded(version: string): Files {
  const folder = join(RECORDED, version);
  const paths = readdirSync(folder).flatMap((story) => readdirSync(join(folder, story)).map((file) => `${story}/${file}`));
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

/**
 * Records today's form under the version of package.json.
 *
 * @throws Error where that version is released, as its users have what it wrote: the changed form wants a new version.
 * @returns the version
 */
export async function recordToday(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const isReleased = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8').includes(`\n## [${version}]`);
  if (isReleased) throw new Error(`${version} is released, so what it wrote stays as it was recorded; raise the version in package.json`);
  const inBrowser = await writeTodayInBrowser();
  if (!inBrowser) throw new Error('without Chromium it cannot be told what a page leaves');
  for (const [path, text] of Object.entries({ ...(await writeToday()), ...inBrowser })) {
    const file = join(RECORDED, version, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
  }
  return version;
}
