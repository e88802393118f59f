import { describe, expect, it } from 'vitest';
import { type AuditedSession, type AuditOptions, audit } from '../../src/tools/index.ts';
import { end, type Item, linesOf, log, sealed, sourceOf, span, start } from './audit-telemetry.ts';

const T = 1_767_225_600_000;
const tab = (id: string) => ({ resource: { 'service.name': 'app', 'service.instance.id': id } });
const on = (resource: Record<string, unknown>, items: readonly Item[]): Item[] => items.map((item) => ({ ...item, resource }));
const session = (id: string, atMs: number, spans: number) => [start(id, atMs), end(id, atMs + 100), sealed(id, atMs + 100, spans, 0)];

async function auditOf(items: readonly Item[], options: AuditOptions = { associate: 'implicit' }) {
  const found = await audit([sourceOf(linesOf([items]))], options);
  return { ...found, byId: new Map([...found.sessions].map((one): [string, AuditedSession] => [one.id, one])) };
}

describe('records without a session id', () => {
  const mine = on(tab('t1').resource, [...session('s', T, 0), ...session('later', T + 200, 0)]);

  it('are joined on request to the one session that their instance had at their time, both ends included', async () => {
    const nameless = [T - 1, T, T + 50, T + 100, T + 101, T + 200].map((atMs, i) => span(null, i, atMs, tab('t1')));
    const found = await auditOf([...nameless, ...mine]);
    expect(found.byId.get('s')?.implicit).toEqual({ spans: 3, logs: 0 });
    expect(found.byId.get('later')?.implicit).toEqual({ spans: 1, logs: 0 });
    expect([found.withoutSession, found.implicit]).toEqual([
      { spans: 6, logs: 0 },
      { spans: 4, logs: 0 },
    ]);
    const unasked = await auditOf([...nameless, ...mine], {});
    expect([unasked.withoutSession.spans, unasked.implicit.spans]).toEqual([6, 0]);
  });

  it('are not joined to sessions of another instance, nor where two overlap', async () => {
    const overlapping = on(tab('t1').resource, session('other', T + 60, 0));
    const found = await auditOf([
      ...mine,
      ...overlapping,
      span(null, 1, T + 50, tab('t2')),
      span(null, 2, T + 60, tab('t1')),
      span(null, 3, T + 59, tab('t1')),
    ]);
    expect(found.implicit).toEqual({ spans: 1, logs: 0 });
    expect(found.byId.get('s')?.implicit.spans).toBe(1);
  });

  it('without an instance are joined by service and device, and by nothing less', async () => {
    const phone = { 'service.name': 'app', 'device.id': 'd1', 'os.name': 'iOS' };
    const reordered = { 'os.name': 'iOS', 'service.name': 'app', 'device.id': 'd1' };
    const joined = async (theirs: Record<string, unknown>, its: Record<string, unknown>) =>
      (await auditOf([...on(theirs, session('s', T, 0)), span(null, 1, T, { resource: its })])).implicit.spans;
    expect(await joined(phone, reordered)).toBe(1);
    expect(await joined(phone, { ...phone, 'device.id': 'd2' })).toBe(0);
    expect(await joined({ 'service.name': 'app' }, { 'service.name': 'app' })).toBe(0);
  });

  it('make nothing complete: they may be what is missing, or may be others', async () => {
    const verdict = async (produced: number, nameless: number) => {
      const sent = [...session('s', T, produced), span('s', 100, T)];
      const others = Array.from({ length: nameless }, (_, i) => span(null, i, T, tab('t1')));
      return (await auditOf([...on(tab('t1').resource, sent), ...others])).byId.get('s')?.verdict;
    };
    expect(await verdict(1, 5)).toBe('complete');
    expect(await verdict(2, 0)).toBe('incomplete');
    expect(await verdict(2, 1)).toBe('unknown');
    expect(await verdict(3, 1)).toBe('incomplete');
  });

  it('are duplicates where the same came with the id', async () => {
    const found = await auditOf([...mine, span('s', 1, T, tab('t1')), span(null, 1, T, tab('t1')), log(null, 'c1-1', T, tab('t1'))]);
    expect([found.duplicates, found.implicit]).toEqual([1, { spans: 0, logs: 1 }]);
  });
});
