import { expect, it } from 'vitest';
import * as semconv from '../../src/otel/semconv.ts';
import { checkpointOf, endOf, isSessionEvent, sealOf, sessionIdOf, uidOf } from '../../src/tools/audit-events.ts';
import type { OtlpRecord } from '../../src/tools/otlp/records.ts';

const record = (eventName: string, attributes: Record<string, object> = {}): OtlpRecord => ({
  signal: 'logs',
  timeMs: 1,
  endMs: 1,
  eventName,
  traceId: '',
  spanId: '',
  attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
  resource: [],
  content: () => '',
});
const text = (stringValue: string) => ({ stringValue });
const int = (value: number) => ({ intValue: String(value) });

it('takes every session event of the conventions for one, and nothing else', () => {
  const names = Object.entries(semconv).flatMap(([name, value]) => (name.startsWith('EVENT_') ? [value] : []));
  expect(names.filter((name) => !isSessionEvent(record(name)))).toEqual([]);
  expect(names).toHaveLength(7);
  expect(['', 'session', 'session.started', 'session.start.x', 'app.session.start'].filter((name) => isSessionEvent(record(name)))).toEqual(
    [],
  );
});

it('reads what the conventions name', () => {
  const named = record(semconv.EVENT_SESSION_SEALED, {
    [semconv.ATTR_SESSION_ID]: text('s1'),
    [semconv.ATTR_LOG_RECORD_UID]: text('s1:checkpoint:c1:7'),
    [semconv.ATTR_SESSION_END_REASON]: text('manual'),
    [semconv.ATTR_SESSION_PRODUCED_SPAN_COUNT]: int(1),
    [semconv.ATTR_SESSION_PRODUCED_LOG_COUNT]: int(2),
    [semconv.ATTR_SESSION_LOST_EXPORT_FAILED]: int(3),
    [semconv.ATTR_SESSION_LOST_QUEUE_OVERFLOW]: int(4),
    [semconv.ATTR_SESSION_LOST_ABANDONED]: int(5),
    [semconv.ATTR_SESSION_OPEN_SPAN_COUNT]: int(6),
    [semconv.ATTR_SESSION_DEADLINE]: int(8),
    [semconv.ATTR_SESSION_CONTEXT_ID]: text('c1'),
    [semconv.ATTR_SESSION_CONTEXTS]: { arrayValue: { values: [text('c1'), text('c2')] } },
    [semconv.ATTR_SESSION_SEALED_EXACT]: { boolValue: true },
  });
  expect([sessionIdOf(named), uidOf(named), endOf(named).reason]).toEqual(['s1', 's1:checkpoint:c1:7', 'manual']);
  expect(sealOf(named)).toEqual({
    produced: { spans: 1, logs: 2 },
    isExact: true,
    lost: { exportFailed: 3, queueOverflow: 4, abandoned: 5 },
  });
  expect(checkpointOf(named)).toEqual({
    contextId: 'c1',
    contexts: ['c1', 'c2'],
    ordinal: 7,
    atMs: 1,
    deadlineMs: 8,
    produced: { spans: 1, logs: 2 },
    openSpans: 6,
  });
});
