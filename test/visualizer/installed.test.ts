import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/bootstrap.mjs';
import { findChromium } from '../../scripts/chromium.mjs';
import { ROOT } from '../../scripts/entries.mjs';
import { launchChromium } from '../browsers/support/chromium.mjs';
import { createProject, type Project, pack } from '../package/project.ts';
import { linkTo, says } from './support.mjs';

const INSTALL_MS = 180_000;
let project: Project;
let tarball: string;
beforeAll(() => {
  ensureBuilt();
  ({ tarball } = pack(ROOT));
  project = createProject();
  project.npmInstall(tarball);
}, INSTALL_MS);
afterAll(() => {
  rmSync(dirname(tarball), { recursive: true });
  rmSync(project.path, { recursive: true });
});

/** The address that `npx sessionchart inspect` prints in a project that has nothing but the package, and how to end it. */
async function inspect() {
  // npx runs this very file; without npm in between, the signal reaches it.
  const child = spawn(process.execPath, [join(project.path, 'node_modules/.bin/sessionchart'), 'inspect'], { cwd: project.path });
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += chunk;
    if (printed.includes('Ctrl+C')) break;
  }
  const end = async () => {
    child.kill('SIGINT');
    return child.exitCode ?? (await once(child, 'exit'))[0];
  };
  return { url: /http:\S+/.exec(printed)?.[0] ?? '', printed, end };
}

it('serves the page from the installed package, on a free port, and ends with Ctrl+C', async () => {
  const [first, second] = await Promise.all([inspect(), inspect()]);
  expect(new URL(first.url).port).not.toBe(new URL(second.url).port);
  expect(first.printed).toMatch(/Apps attach +ws:\/\/127\.0\.0\.1:\d+\/app\?token=[0-9a-f]{32}/);
  const page = await (await fetch(first.url)).text();
  for (const [, asset] of page.matchAll(/(?:src|href)="\.\/([^"]+)"/g))
    expect((await fetch(new URL(asset ?? '', first.url))).status, asset).toBe(200);
  expect(await Promise.all([first.end(), second.end()])).toEqual([0, 0]);
});

it.skipIf(findChromium() === null)('shows the same page in a browser', async () => {
  const { url, end } = await inspect();
  const chromium = await launchChromium();
  const page = await chromium?.browser.newPage();
  await page?.goto(url + linkTo());
  if (page) await says(page, '25 people');
  await chromium?.close();
  expect(await end()).toBe(0);
});

it('brings the licences of all that it ships', () => {
  const notices = readFileSync(join(project.path, 'node_modules/sessionchart/dist/visualizer/third-party.md'), 'utf8');
  for (const name of ['preact', '@preact/signals', 'xstate', 'elkjs']) expect(notices).toMatch(new RegExp(`^## ${name}\\b`, 'm'));
  expect(notices).toContain('Eclipse Public License');
  expect(notices).toContain('https://github.com/kieler/elkjs');
});
