/** Two copies of the built entry point, loaded by either loader, are one API. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/bootstrap.mjs';
import { ROOT } from '../../scripts/entries.mjs';

let folder: string;
beforeAll(() => {
  ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'sessionchart-api-'));
  for (const [copy, version] of [
    ['app', '0.1.0'],
    ['instrumentation', '0.9.0'],
  ] as const) {
    mkdirSync(join(folder, copy));
    cpSync(join(ROOT, 'dist'), join(folder, copy), { recursive: true });
    writeFileSync(join(folder, copy, 'package.json'), JSON.stringify({ name: 'sessionchart', version, type: 'module' }));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const PROVIDER = `{
  getSession: () => null,
  getSessionId: () => 'shared',
  subscribe: () => () => {},
  notify: (trigger) => console.log('heard ' + trigger),
  setMetadata() {},
  end() {},
}`;

function run(name: string, script: string): string[] {
  writeFileSync(join(folder, name), script);
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--no-warnings', name], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split('\n');
}

it('is shared by two copies, of which one is a newer minor', () => {
  expect(
    run(
      'two-copies.mjs',
      `import { registerSessionProvider } from './app/api.js';
       import { sessions } from './instrumentation/api.js';
       sessions.notify('input.click');
       console.log(sessions.getSessionId());
       registerSessionProvider(${PROVIDER});
       console.log(sessions.getSessionId());`,
    ),
  ).toEqual(['null', 'heard input.click', 'shared']);
});

/** Node 20.19 and 22.12 load ES modules with `require` without a flag. */
it.skipIf(!process.features.require_module)('is shared by import and require', () => {
  expect(
    run(
      'two-loaders.cjs',
      `const { sessions } = require('./instrumentation/api.js');
       sessions.notify('navigation');
       import('./app/api.js').then(({ registerSessionProvider }) => {
         console.log(registerSessionProvider(${PROVIDER}), sessions.getSessionId());
       });`,
    ),
  ).toEqual(['heard navigation', 'true shared']);
});
