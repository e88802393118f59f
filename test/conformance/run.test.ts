import { expect, it } from 'vitest';
import { runAll } from '../../conformance/run.mjs';

const LIAR = `node test/conformance/lying-runner.mjs`;

it('tells where a runner differs, and counts', async () => {
  const said: string[] = [];
  const { vectors, failed } = await runAll(`${LIAR} deadline`, (line) => said.push(line));
  expect(failed).toBe(1);
  expect(vectors).toBeGreaterThan(2_000);
  expect(said).toContain('FAILED polls         107 of 108');
  expect(said.join('\n')).toContain('polls/1 (');
  expect(said.join('\n')).toMatch(/steps\[0\]\.deadlineMs: expected \d+, came 7/);
});

it('tells why a runner ended', async () => {
  await expect(runAll(`${LIAR} death`, () => {})).rejects.toThrow('the runner ended with 3: out of memory');
});

it('refuses a runner of another protocol', async () => {
  await expect(runAll(`${LIAR} protocol`, () => {})).rejects.toThrow('expected protocol 1, the runner speaks 2');
});
