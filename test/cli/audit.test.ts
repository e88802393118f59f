import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { end, type Item, linesOf, log, sealed, span, start } from '../tools/audit-telemetry.ts';

const T = Date.UTC(2026, 0, 15, 9);
const ID = '5f0c2a9b-1d3e-4f60-9a0b-0123456789ab';
const whole = [start(ID, T), span(ID, 1, T), log(ID, 'c1-1', T), end(ID, T + 5_000), sealed(ID, T + 5_000, 1, 1)];
const lossy = (id: string) => [start(id, T), span(id, 2, T), end(id, T), sealed(id, T, 3, 1, { 'session.lost.queue_overflow': 2 })];

const folder = createTemporaryFolder();
const at = (name: string) => join(folder.path, name);
const write = (name: string, items: readonly Item[], more = '') =>
  writeFileSync(at(name), Buffer.concat([linesOf([items]), Buffer.from(more)]));
beforeAll(() => {
  write('whole.json', whole);
  write('lossy.json', lossy('lossy'));
  write('bad.json', whole, 'nonsense\n{"resourceSpans":7}\n');
  write('many.json', Array.from({ length: 25 }, (_, i) => lossy(`lossy-${i}`)).flat());
  writeFileSync(at('whole.json.gz'), gzipSync(linesOf([whole])));
  writeFileSync(at('not.csv'), 'user_id,event\n');
});
afterAll(() => folder.remove());

async function run(args: readonly string[], stdin: Uint8Array = new Uint8Array(0)) {
  const told = { out: '', err: '' };
  async function* chunks() {
    yield stdin;
  }
  const code = await main(['audit', ...args], {
    stdin: chunks(),
    out: (text) => {
      told.out += text;
    },
    err: (text) => {
      told.err += text;
    },
    isInteractive: false,
    columns: 100,
  });
  return { code, ...told };
}

describe('the exit status', () => {
  it('is 0 where every session is in order, from files, gzip and standard input', async () => {
    for (const [file, stdin] of [[at('whole.json')], [at('whole.json.gz')], ['-', linesOf([whole])]] as const)
      expect(await run([file], stdin)).toMatchObject({ code: 0, err: '' });
  });

  it('is 1 where a session is not, or was not judged, or a line could not be read', async () => {
    expect((await run([at('whole.json'), at('bad.json')])).code).toBe(1);
    expect((await run([at('whole.json'), at('lossy.json')])).code).toBe(1);
    expect((await run([at('whole.json'), at('lossy.json'), '--max-sessions', '1'])).code).toBe(1);
  });

  it('is 1 where there is no session, so that no gate passes on nothing', async () => {
    const { code, out } = await run(['-']);
    expect(code).toBe(1);
    expect(out).toContain('no session is in it, so there is nothing to judge');
  });

  it.each([
    [[], 'expected at least one FILE'],
    [['-', '-'], 'standard input cannot be read twice'],
    [['nowhere.json'], 'nowhere.json: there is no such file'],
    [[at('not.csv')], 'expected requests of OTLP, came none that can be read'],
    [['--strict', at('bad.json')], 'bad.json:2: expected an OTLP request as one line of JSON, came "nonsense"'],
    [['--now', 'soon', 'x'], '--now: expected a time such as'],
    [['--idle', 'long', 'x'], '--idle: expected a span such as'],
    [['--associate', 'all', 'x'], '--associate: expected one of implicit'],
    [['--max-records', '0', 'x'], '--max-records: expected a whole number of at least 1'],
  ])('is 2 where %j cannot be done', async (args, message) => {
    const { code, out, err } = await run(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });
});

it('prints a table of the verdicts, and what is not in order with the reason', async () => {
  const { out } = await run([at('whole.json'), at('lossy.json')]);
  expect(out.slice(out.indexOf('\n') + 1)).toBe(`2 spans · 1 log record · 6 session events · 0 duplicates among them
2026-01-15 09:00:00 UTC to 2026-01-15 09:00:05 UTC; seen from 2026-01-15 09:00:05 UTC

                       sessions     share
─────────────────────────────────────────
complete                      1    50.0 %
presumed complete             0
open                          0
unknown                       0
ended, not sealed             0
never ended                   0
incomplete                    1    50.0 %
contradictory                 0
─────────────────────────────────────────
all                           2

incomplete:
  lossy                                 missing: 2 of 3 spans, 1 of 1 log record; the client lost 2
                                        queue overflow
`);
});

it('lists twenty sessions, or all on request, in a hundred columns', async () => {
  const { out } = await run([at('many.json')]);
  expect(out).toMatch(/\nand 5 others; --all lists them\n$/);
  expect(out.match(/lossy-/g)).toHaveLength(20);
  const all = (await run([at('many.json'), '--all'])).out;
  expect(all.match(/lossy-/g)).toHaveLength(25);
  expect(
    Math.max(
      ...all
        .split('\n')
        .slice(1)
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(100);
});

it('prints every session as JSON', async () => {
  const { code, out } = await run([at('whole.json'), at('lossy.json'), '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    nowMs: T + 5_000,
    records: { spans: 2, logs: 1, events: 6 },
    verdicts: { complete: 1, incomplete: 1, open: 0 },
    sessions: [
      { id: ID, verdict: 'complete', startTimeMs: T, endTimeMs: T + 5_000, reason: '' },
      { id: 'lossy', verdict: 'incomplete', missing: { events: [], spans: 2, logs: 1 }, lost: { queueOverflow: 2 } },
    ],
  });
  expect(JSON.parse((await run(['-', '--json'])).out)).toMatchObject({ sessions: [], fromMs: null });
});

it('names bad lines, and judges by the others', async () => {
  const { code, err } = await run([at('bad.json')]);
  expect(code).toBe(1);
  expect(err.replaceAll(folder.path, '')).toBe(`/bad.json:2: expected an OTLP request as one line of JSON, came "nonsense"
/bad.json:3: resourceSpans: expected a list, came 7
/bad.json: 2 bad lines left out
`);
});

it('takes the clock and the idle span that it is given', async () => {
  const begun = linesOf([[start(ID, T)]]);
  const codes = async (...args: string[]) => (await run(['-', ...args], begun)).code;
  expect(await codes()).toBe(0);
  expect(await codes('--now', '2026-01-15 09:29:59')).toBe(0);
  expect(await codes('--now', '2026-01-15T10:30:00+01:00')).toBe(1);
  expect(await codes('--now', String(T + 3_600_000), '--idle', '2h')).toBe(0);
});

it('helps', async () => {
  const { code, out } = await run(['--help']);
  expect(code).toBe(0);
  expect(out).toMatch(/^sessionchart audit FILE…\n/);
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
});
