/** Recipes are type-checked as an app's code is: against the built types and the packages that they name. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { install, RECIPES } from './support/recipe-pages.ts';

it('compiles every recipe against the published types', () => {
  install();
  const { stdout, status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', `${RECIPES}/tsconfig.json`], {
    encoding: 'utf8',
  });
  expect([stdout, status]).toEqual(['', 0]);
}, 180_000);
