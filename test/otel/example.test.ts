/** The example runs as it is, with the built package, on both SDK lines. */
import { spawn } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { ROOT } from '../../scripts/entries.mjs';
import { ensureDecoder, installPackage, LINES } from '../../scripts/otel-lines.mjs';
import { startReceiver } from './otlp-receiver.mjs';

const EXAMPLE = join(ROOT, 'examples/node-otel');

beforeAll(() => {
  ensureDecoder();
  for (const line of LINES) installPackage(line);
}, 180_000);

it('sets everything up in less than 15 lines', () => {
  const lines = readFileSync(join(EXAMPLE, 'telemetry.mjs'), 'utf8').trim().split('\n').filter(Boolean);
  expect(lines.length).toBeLessThan(15);
});

it.each(LINES)('stamps and announces two sessions on %s', async (line) => {
  const folder = join(ROOT, 'test', line, 'node_modules/.example');
  cpSync(EXAMPLE, folder, { recursive: true, filter: (source) => !source.includes('node_modules', EXAMPLE.length) });
  const receiver = await startReceiver();
  await run(join(folder, 'app.mjs'), { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  await receiver.close();
  rmSync(folder, { recursive: true });
  const of = (...names: string[]) => names.map((name) => receiver.records.find((record) => record.name === name)?.attributes);
  const events = receiver.records.filter(({ name }) => name.startsWith('session.'));
  expect(events.map(({ name, attributes }) => [name, attributes['session.start_reason'], attributes['session.end_reason']])).toEqual([
    ['session.start', 'load', undefined],
    ['session.end', 'load', 'app.logout'],
    ['session.start', 'input.click', undefined],
    ['session.end', 'input.click', 'shutdown'],
  ]);
  const [first, second] = [events[0]?.attributes['session.id'], events[2]?.attributes['session.id']];
  expect(events[2]?.attributes['session.previous_id']).toBe(first);
  expect(of('open the report', 'the report is open', 'open the other report')).toEqual([
    { 'session.id': first },
    { 'session.id': first },
    { 'session.id': second },
  ]);
});

/** Does not block this process, which receives. */
function run(script: string, env: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script], { env: { ...process.env, ...env } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => (code === 0 && output === '' ? resolve() : reject(new Error(output))));
  });
}
