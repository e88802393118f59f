import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const readme = readFileSync('README.md', 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);

/** Runs an example as a newcomer would, against the built package. */
function run(code: string): string[] {
  const folder = mkdtempSync(join(process.cwd(), 'node_modules', '.readme-'));
  try {
    const file = join(folder, 'example.mjs');
    const built = code.replace(/'sessionchart(\/[a-z]+)?'/g, (_, path = '/index') => `'${process.cwd()}/dist${path}.js'`);
    writeFileSync(file, `${built}\nsetTimeout(() => process.exit(0), 50);`);
    return execFileSync(process.execPath, [file], { encoding: 'utf8' }).trim().split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('has a provider example of at most 12 lines that prints what the text says', () => {
  const [example = ''] = examples;
  expect(example.trim().split('\n').length).toBeLessThanOrEqual(12);
  const lines = run(example);
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['started', 'updated', 'ended']);
  expect(lines[2]).toMatch(/^ended \S+ manual$/);
});

it('has a machine example that runs', () => {
  expect(run(examples[1] ?? '')).toEqual([expect.stringMatching(/^started \S+$/)]);
});

it('stays under 200 lines', () => {
  expect(readme.split('\n').length).toBeLessThan(200);
});
