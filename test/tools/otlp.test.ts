import { createRequire } from 'node:module';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureDecoder, ensureLine } from '../../scripts/otel-lines.mjs';
import { ActivityError, type Audit, audit, type BadLine } from '../../src/tools/index.ts';
import { readOtlp } from '../../src/tools/otlp/read-otlp.ts';
import type { OtlpRecord } from '../../src/tools/otlp/records.ts';
import { checkpoint, type Item, linesOf, log, requestOf, sealed, sourceOf, span, start } from './audit-telemetry.ts';
import { bodiesOf, MANY, problemsOfAudit, START_MS } from './otlp-bodies.mjs';

const INSTALL_MS = 180_000;
const encoder = new TextEncoder();
const joined = (parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
/** As the Collector's file exporter does in its format `proto`. */
const prefixed = (bodies: readonly Uint8Array[]) =>
  joined(
    bodies.flatMap((body) => {
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, body.length);
      return [length, body];
    }),
  );
const asLines = (bodies: readonly Uint8Array[]) => joined(bodies.flatMap((body) => [body, encoder.encode('\n')]));

const told = ({ sessions, records, withoutSession, duplicates }: Audit) => ({
  records,
  withoutSession,
  duplicates,
  sessions: [...sessions].sort((a, b) => (a.id < b.id ? -1 : 1)),
});

describe.each(['otel-2x', 'otel-3x'] as const)('what the exporters of %s send', (line) => {
  const bodies: { json: Uint8Array[]; protobuf: Uint8Array[] } = { json: [], protobuf: [] };
  beforeAll(async () => {
    ensureLine(line);
    const sdk = await import(`../${line}/sdk.mjs`);
    bodies.json = await bodiesOf(sdk, 'json');
    bodies.protobuf = await bodiesOf(sdk, 'protobuf');
  }, INSTALL_MS);

  it('is read whole from lines of JSON, from bodies in protobuf, and from a file with lengths before them', async () => {
    const files = bodies.protobuf.map((body, i) => sourceOf(body, { name: `${i}.pb`, chunkBytes: 333 }));
    const audits = await Promise.all([
      audit([sourceOf(asLines(bodies.json), { chunkBytes: 1_000 })]),
      audit(files),
      audit([sourceOf(joined(bodies.protobuf), { chunkBytes: 77 })]),
      audit([sourceOf(prefixed(bodies.protobuf), { chunkBytes: 5 })]),
    ]);
    const [json, ...protobuf] = audits.map(told);
    for (const one of protobuf) expect(one).toEqual(json);
    expect(json).toMatchObject({
      records: { spans: MANY + 3, logs: MANY + 1, events: 8 },
      withoutSession: { spans: 1, logs: 1 },
      duplicates: 0,
      sessions: [
        { id: 'hidden', verdict: 'open', found: { spans: 1, logs: 0 }, startTimeMs: START_MS },
        {
          id: 'kept',
          verdict: 'complete',
          found: { spans: MANY, logs: MANY },
          endTimeMs: START_MS + MANY,
          lastTimeMs: START_MS + MANY + 6,
        },
        { id: 'lossy', verdict: 'incomplete', missing: { events: [], spans: 1, logs: 0 } },
      ],
    });
    const later = await audit(files, { nowMs: START_MS + 60_000 });
    expect(problemsOfAudit([...later.sessions])).toEqual([]);
  });

  it('is counted once where it came twice', async () => {
    const twice = await audit([sourceOf(prefixed(bodies.protobuf)), sourceOf(joined(bodies.protobuf))]);
    expect(twice.verdicts).toMatchObject({ complete: 1, incomplete: 1, open: 1 });
    expect(twice.duplicates).toBe(2 * MANY + 2 + 8);
  });
});

describe('protobuf', () => {
  let encode: (items: readonly Item[]) => Uint8Array[];
  beforeAll(() => {
    ensureDecoder();
    const load = createRequire(new URL('../otel/decoder/', import.meta.url));
    const { opentelemetry } = load('@opentelemetry/otlp-transformer/build/src/generated/root.js');
    const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
    encode = (items) => {
      const request = JSON.parse(JSON.stringify(requestOf(items)), (key, value) =>
        key === 'traceId' || key === 'spanId' ? base64(value) : value,
      );
      const { trace, logs } = opentelemetry.proto.collector;
      const messages = [
        ['resourceSpans', trace.v1.ExportTraceServiceRequest],
        ['resourceLogs', logs.v1.ExportLogsServiceRequest],
      ] as const;
      return messages.flatMap(([key, type]) => (request[key] ? [type.encode(type.fromObject(request)).finish()] : []));
    };
  }, INSTALL_MS);

  const texts = fc.string({ unit: 'binary', maxLength: 60 });
  const values = fc.oneof(
    texts,
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(texts, { maxLength: 3 }),
  );
  const attributes = fc.dictionary(texts, values, { maxKeys: 4 });
  const times = fc.integer({ min: 1, max: 4_000_000_000_000 });
  const items: fc.Arbitrary<Item> = fc.oneof(
    fc
      .record({ number: fc.nat(), atMs: times, more: fc.record({ attributes, resource: attributes }) })
      .map(({ number, atMs, more }) => span('s', number, atMs, more)),
    fc
      .record({ atMs: times, uid: fc.option(texts), more: fc.record({ attributes, resource: attributes, body: texts, eventName: texts }) })
      .map(({ atMs, uid, more }) => log('s', uid, atMs, more)),
  );

  it('says the same as JSON, whatever the records, and however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(items, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 999 }), async (some, chunkBytes) => {
        const json = await read(linesOf([some]), chunkBytes);
        expect(await read(prefixed(encode(some)), chunkBytes)).toEqual(json);
        expect(await read(joined(encode(some)), chunkBytes)).toEqual(json);
        expect(json.records).toHaveLength(some.length);
      }),
      { numRuns: 200 },
    );
  });

  it('is a duplicate of the same in JSON', async () => {
    const some = [start('s', START_MS), span('s', 1, START_MS), log('s', 'c1-1', START_MS), sealed('s', START_MS, 1, 1)];
    const found = await audit([sourceOf(linesOf([some])), sourceOf(prefixed(encode(some)))]);
    expect([found.duplicates, [...found.sessions][0]?.missing]).toEqual([4, { events: ['session.end'], spans: 0, logs: 0 }]);
  });

  it('with flipped or cut bytes costs at most what is told as bad', async () => {
    const good = encode([
      start('s', START_MS),
      span('s', 1, START_MS),
      sealed('s', START_MS, 1, 0),
      checkpoint('s', START_MS, { deadlineMs: 1, spans: 1, logs: 0 }),
    ]);
    const whole = prefixed([...good, ...good]);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(whole.length), async (at, bits, cut) => {
        const broken = whole.slice();
        broken[at] = (broken[at] ?? 0) ^ bits;
        for (const bytes of [broken, whole.slice(0, cut), joined([whole, broken])]) await tolerant(bytes);
      }),
      { numRuns: 300 },
    );
  });
});

/** Every field of every record, as text. */
async function read(bytes: Uint8Array, chunkBytes = 1_000, maxRequestBytes = 1 << 20) {
  const records: string[] = [];
  const bad: [number, string][] = [];
  const text = ({ content, ...record }: OtlpRecord) => [record.signal, record.eventName, record.timeMs, record.endMs, content()].join();
  await readOtlp(
    sourceOf(bytes, { chunkBytes }),
    { maxRequestBytes },
    { records: (some) => records.push(...some.map(text)), bad: (line, fault) => bad.push([line, fault]) },
  );
  return { records, bad };
}

async function tolerant(bytes: Uint8Array): Promise<void> {
  try {
    await read(bytes);
  } catch (error) {
    if (!(error instanceof ActivityError)) throw error;
  }
}

describe('lines of JSON', () => {
  it('with a fault are told with their number, and the others are read', async () => {
    const good = Buffer.from(linesOf([[span('s', 1, START_MS)]])).toString();
    const faulty = [
      '{"resourceSpans": 5}',
      'nonsense',
      '{"a": 1}',
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"attributes":[7]}]}]}]}',
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"soon"}]}]}]}',
      '{"resourceSpans":[{"resource":[]}]}',
      `{"long":"${'x'.repeat(6_000)}"}`,
    ];
    const { records, bad } = await read(encoder.encode(`\ufeff\n${good}\r\n${faulty.join('\n')}\n${good}{"resourceSp`), 50, 5_000);
    expect(records).toHaveLength(2);
    expect(bad).toEqual([
      [4, 'resourceSpans: expected a list, came 5'],
      [5, 'expected an OTLP request as one line of JSON, came "nonsense"'],
      [6, 'expected an OTLP request with resourceSpans, resourceLogs, resourceMetrics, resourceProfiles, came one with a'],
      [7, 'resourceLogs.scopeLogs.logRecords.attributes: expected objects with a key, came 7'],
      [8, 'resourceLogs.scopeLogs.logRecords.timeUnixNano: expected nanoseconds since the Unix epoch, came "soon"'],
      [9, 'resourceSpans.resource: expected an object, came []'],
      [10, 'expected a line of at most 5000 bytes, came a longer one'],
      [12, 'expected an OTLP request as one line of JSON, came "{\\"resourceSp"'],
    ]);
  });

  it('may begin in the middle of one, and hold other signals', async () => {
    const rest = 'alue":{"stringValue":"x"}}]}]}]}\n{"resourceMetrics":[{"scopeMetrics":[]}]}\n{}\n';
    const bad: BadLine[] = [];
    const found = await audit([sourceOf(joined([encoder.encode(rest), linesOf([[span('s', 1, START_MS)]])]))], {
      onBadLine: (one) => bad.push(one),
    });
    expect([found.records.spans, found.badLines]).toEqual([1, [{ source: 'a.json', count: 1 }]]);
    expect(bad).toMatchObject([{ source: 'a.json', line: 1 }]);
  });

  it('stop the audit where it is strict', async () => {
    const source = sourceOf(encoder.encode('{}\nnonsense\n'));
    await expect(audit([source], { strict: true })).rejects.toThrow('a.json:2: expected an OTLP request as one line of JSON');
  });
});

it.each([
  ['an image', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), 'a file that begins with the bytes 89 50 4e 47 0d 0a 1a 0a'],
  ['zstd', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0), 'came zstd'],
  ['zstd with lengths', Uint8Array.of(0, 0, 0, 9, 0x28, 0xb5, 0x2f, 0xfd, 0), 'came zstd'],
  ['text', encoder.encode('user_id,event\n'), 'came none that can be read'],
])('%s is refused as no OTLP', async (_, bytes, message) => {
  const refused = audit([sourceOf(bytes)]);
  await expect(refused).rejects.toThrow(ActivityError);
  await expect(refused).rejects.toThrow(message);
});

it('an empty file holds nothing', async () => {
  expect(await audit([sourceOf(new Uint8Array(0))])).toMatchObject({ sessionCount: 0, fromMs: null, badLines: [] });
});

it('a message that is too long is skipped, and those behind it are read', async () => {
  const long = new Uint8Array(6_000).fill(0x0a);
  const empty = new Uint8Array(0);
  const { bad } = await read(prefixed([empty, long, empty]), 100, 5_000);
  expect(bad).toEqual([[2, 'expected a message of at most 5000 bytes, came one of 6000']]);
});
