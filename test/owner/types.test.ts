/** The examples are type-checked as an app's code is: against the built types, and the real ones of Datadog, New Relic and Electron. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/entries.mjs';
import { installPackageIn } from '../../scripts/otel-lines.mjs';

it('compiles every example against the published types', () => {
  const folder = join(ROOT, 'examples/other-owners');
  installPackageIn(folder);
  const { stdout, status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', join(folder, 'tsconfig.json')], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect([stdout, status]).toEqual(['', 0]);
}, 180_000);
