import { describe, expect, it } from 'vitest';
import { type AuditedSession, type AuditOptions, audit, type SessionVerdict } from '../../src/tools/index.ts';
import { checkpoint, end, type Item, linesOf, log, sealed, sourceOf, span, start } from './audit-telemetry.ts';

const T = 1_767_225_600_000;
const MINUTE = 60_000;

const auditOf = (items: readonly Item[], options?: AuditOptions) => audit([sourceOf(linesOf([items]))], options);

async function only(items: readonly Item[], options?: AuditOptions): Promise<AuditedSession> {
  const sessions = [...(await auditOf(items, options)).sessions];
  expect(sessions).toHaveLength(1);
  return sessions[0]!;
}
const verdictOf = async (items: readonly Item[], options?: AuditOptions) => (await only(items, options)).verdict;

const begun = [start('s', T), span('s', 1, T), span('s', 2, T + 1), log('s', 'c1-1', T + 2)];
const ended = [...begun, end('s', T + 10)];
const whole = [...ended, sealed('s', T + 10, 2, 1)];
const without = (index: number) => whole.filter((_, at) => at !== index);

describe('a sealed session', () => {
  it('is complete with its start, its end, and as many spans and log records as were produced', async () => {
    expect(await only(whole)).toEqual({
      id: 's',
      verdict: 'complete',
      startTimeMs: T,
      endTimeMs: T + 10,
      found: { spans: 2, logs: 1 },
      unsure: { spans: 0, logs: 0 },
      implicit: { spans: 0, logs: 0 },
      produced: { spans: 2, logs: 1 },
      missing: { events: [], spans: 0, logs: 0 },
      lost: { exportFailed: 0, queueOverflow: 0, abandoned: 0 },
      duplicates: 0,
      contradictions: [],
      hasEvents: true,
      seal: 'exact',
      silentContexts: 0,
      openSpans: 0,
      lastTimeMs: T + 10,
    });
  });

  it.each([
    ['its start', 0, { events: ['session.start'], spans: 0, logs: 0 }],
    ['a span', 1, { events: [], spans: 1, logs: 0 }],
    ['a log record', 3, { events: [], spans: 0, logs: 1 }],
    ['its end', 4, { events: ['session.end'], spans: 0, logs: 0 }],
  ])('is incomplete without %s, and says so', async (_, index, missing) => {
    expect(await only(without(index))).toMatchObject({ verdict: 'incomplete', missing });
  });

  it('does not make up for a lost span with a log record too many', async () => {
    expect(await verdictOf([...without(1), log('s', 'c1-2', T)])).toBe('contradictory');
  });

  it('tells what the client says it lost', async () => {
    const losses = { 'session.lost.queue_overflow': 2, 'session.lost.abandoned': 1 };
    expect(await only([...ended, sealed('s', T, 5, 1, losses)])).toMatchObject({
      verdict: 'incomplete',
      missing: { spans: 3, logs: 0 },
      lost: { exportFailed: 0, queueOverflow: 2, abandoned: 1 },
    });
  });

  it('is unknown where two seals tell of different losses', async () => {
    expect(await verdictOf([...whole, sealed('s', T, 2, 1, { 'session.lost.export_failed': 1 })])).toBe('unknown');
  });

  it('is unknown where all was found of which a part never left', async () => {
    expect(await verdictOf([...ended, sealed('s', T, 2, 1, { 'session.lost.queue_overflow': 1 })])).toBe('unknown');
  });

  it('is unknown where the seal is not exact, unless even less was found', async () => {
    const seal = (spans: number) => sealed('s', T, spans, 1, { 'session.sealed.exact': false });
    expect(await verdictOf([...ended, seal(2)])).toBe('unknown');
    expect(await verdictOf([...ended, seal(1)])).toBe('unknown');
    expect(await verdictOf([...ended, seal(3)])).toBe('incomplete');
  });

  it('is unknown where the seal says no counts', async () => {
    expect(await only([...ended, sealed('s', T, -1, 1)])).toMatchObject({ verdict: 'unknown', produced: null });
  });
});

describe('a contradiction', () => {
  it.each<[string, Item[], string]>([
    ['more than was produced', [...whole, span('s', 3, T)], 'spans: 2 produced, 3 found'],
    ['two different ends', [...whole, end('s', T + 10, 'manual')], 'two different ends'],
    ['two ends at different times', [...ended, end('s', T + 11)], 'two different ends'],
    ['two different starts', [...begun, start('s', T + 1)], 'two different starts'],
    ['an end before its start', [start('s', T), end('s', T - 1)], 'an end before its start'],
    ['seals with different counts', [...whole, sealed('s', T, 2, 2)], 'sealed with different counts'],
  ])('is found in %s', async (_, items, contradiction) => {
    expect(await only(items)).toMatchObject({ verdict: 'contradictory', contradictions: [contradiction] });
    expect(await verdictOf([...items].reverse())).toBe('contradictory');
  });
});

describe('duplicates', () => {
  it('are recognised and counted, whatever comes twice', async () => {
    const found = await auditOf([...whole, ...whole]);
    expect(found.duplicates).toBe(whole.length);
    expect([...found.sessions]).toMatchObject([{ verdict: 'complete', duplicates: whole.length, found: { spans: 2, logs: 1 } }]);
  });

  it('are two ends of one time and reason, whatever else they say, and a session has no two ends', async () => {
    const told = end('s', T + 20);
    const recovered = { 'session.recovered': true, 'session.termination.evidence': 'process_gone' };
    const again = { ...told, attributes: { ...told.attributes, ...recovered, 'app.step': 2 } };
    const items = [start('s', T), told, again, sealed('s', T + 30, 0, 0)];
    for (const arrived of [items, [...items].reverse()]) {
      expect(await only(arrived)).toMatchObject({ verdict: 'complete', duplicates: 1, endTimeMs: T + 20, contradictions: [] });
    }
    for (const other of [end('s', T + 21), end('s', T + 20, 'unexpected_termination')]) {
      const contradicted = { ...other, attributes: { ...other.attributes, ...recovered } };
      expect(await only([...items, contradicted])).toMatchObject({ verdict: 'contradictory', contradictions: ['two different ends'] });
    }
  });

  it('of log records without a uid are told from others by their content, and alike ones leave it open', async () => {
    const bare = (body: string) => log('s', null, T + 3, { body });
    const seal = sealed('s', T + 10, 2, 3);
    expect(await verdictOf([...ended, bare('a'), bare('b'), seal])).toBe('complete');
    expect(await only([...ended, bare('a'), bare('a'), seal])).toMatchObject({
      verdict: 'unknown',
      found: { spans: 2, logs: 2 },
      unsure: { spans: 0, logs: 1 },
    });
    expect(await only([...ended, bare('a'), bare('a'), sealed('s', T, 2, 4)])).toMatchObject({
      verdict: 'incomplete',
      missing: { logs: 1 },
    });
  });

  it('of one record in two sessions are none', async () => {
    const found = await auditOf([log('a', 'c1-1', T), log('b', 'c1-1', T)]);
    expect([found.duplicates, found.sessionCount]).toEqual([0, 2]);
  });
});

describe('a session without an end', () => {
  const hide = { deadlineMs: T + 30 * MINUTE, spans: 2, logs: 1 };
  const at = (minutes: number) => ({ nowMs: T + minutes * MINUTE });
  const hidden = [...begun, checkpoint('s', T + 5, hide)];

  it('is presumed complete from its deadline on, with the counts of its last checkpoint', async () => {
    expect(await verdictOf(hidden, { nowMs: T + 30 * MINUTE - 1 })).toBe('open');
    expect(await verdictOf(hidden, at(30))).toBe('presumed complete');
  });

  it('takes the latest time in the input for now', async () => {
    const later = log('other', 'c9-1', T + 30 * MINUTE);
    const found = await auditOf([...hidden, later]);
    expect(found.nowMs).toBe(T + 30 * MINUTE);
    expect([...found.sessions][0]!.verdict).toBe('presumed complete');
  });

  it.each<[string, Item[]]>([
    ['with a span still open', [...begun, checkpoint('s', T + 5, { ...hide, open: 1 })]],
    ['with a record missing', [...begun, checkpoint('s', T + 5, { ...hide, logs: 2 })]],
    ['with a record more than was told', [...hidden, span('s', 3, T + 4)]],
    ['without its start', hidden.slice(1)],
    ['with a context that told nothing', [...begun, checkpoint('s', T + 5, { ...hide, contexts: ['c1', 'c2'] })]],
    ['without any checkpoint', begun],
  ])('has never ended %s', async (_, items) => {
    expect(await verdictOf(items, at(31))).toBe('never ended');
  });

  it('adds up what its contexts told last, by their numbers, not by their clocks', async () => {
    const first = checkpoint('s', T + 9, { ...hide, spans: 0, logs: 0, number: 1 });
    const second = checkpoint('s', T + 5, { ...hide, spans: 1, logs: 1, number: 2, contexts: ['c1', 'c2'] });
    const other = checkpoint('s', T + 6, { ...hide, context: 'c2', spans: 1, logs: 0 });
    expect(await verdictOf([...begun, second, first, other], at(31))).toBe('presumed complete');
    expect(await verdictOf([...begun, second, first], at(31))).toBe('never ended');
  });

  it('is open for the idle span after what came later than its last checkpoint', async () => {
    const back = [...hidden, log('s', 'c1-2', T + 20 * MINUTE)];
    expect(await verdictOf(back, at(49))).toBe('open');
    expect(await verdictOf(back, at(50))).toBe('never ended');
    expect(await verdictOf(begun, { ...at(10), idleMs: 11 * MINUTE })).toBe('open');
    expect(await verdictOf(begun, { ...at(10), idleMs: 9 * MINUTE })).toBe('never ended');
  });
});

it.each<[SessionVerdict, Item[]]>([
  ['ended, not sealed', ended],
  ['unknown', begun.slice(1)],
  ['open', begun],
])('says %s', async (verdict, items) => {
  const found = await auditOf(items);
  expect(found.verdicts[verdict]).toBe(1);
  expect([...found.sessions].map((session) => session.verdict)).toEqual([verdict]);
});

describe('session events', () => {
  it('are not counted as log records', async () => {
    const events = ['session.background', 'session.foreground', 'session.update'].map((eventName) => log('s', null, T + 5, { eventName }));
    const found = await auditOf([...whole, ...events]);
    expect(found.records).toEqual({ spans: 2, logs: 1, events: 6 });
    expect(found.verdicts.complete).toBe(1);
  });

  it('of an app are log records like any other', async () => {
    expect(await verdictOf([...ended, log('s', 'c1-2', T, { eventName: 'session.rated' }), sealed('s', T, 2, 2)])).toBe('complete');
  });
});

describe('limits', () => {
  it('make a session unknown whose records could not all be remembered, never complete and never incomplete', async () => {
    const many = [...ended, ...Array.from({ length: 20 }, (_, i) => span('s', 10 + i, T)), sealed('s', T, 22, 1)];
    expect(await verdictOf(many)).toBe('complete');
    expect(await only(many, { maxRecords: 9 })).toMatchObject({
      verdict: 'unknown',
      found: { spans: 9, logs: 0 },
      unsure: { spans: 13, logs: 1 },
    });
  });

  it('leave further sessions unjudged, and say how many records that were', async () => {
    const found = await auditOf([...whole, span('t', 1, T), span('u', 1, T)], { maxSessions: 1 });
    expect([found.sessionCount, found.unjudged, found.verdicts.complete]).toEqual([1, 2, 1]);
  });
});
