/** Telemetry of sessions by the contract in docs/delivery.md, as plain values and as OTLP/JSON. */
export interface Item {
  readonly signal: 'spans' | 'logs';
  readonly session: string | null;
  /** Trace and span id of a span, uid of a log record; `null` leaves it out. */
  readonly uid: string | null;
  readonly atMs: number;
  readonly endMs?: number;
  readonly eventName?: string;
  readonly body?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly resource?: Readonly<Record<string, unknown>>;
}

export const span = (session: string | null, number: number, atMs: number, more: Partial<Item> = {}): Item => ({
  signal: 'spans',
  session,
  uid: number.toString(16).padStart(48, '0'),
  atMs,
  ...more,
});

export const log = (session: string | null, uid: string | null, atMs: number, more: Partial<Item> = {}): Item => ({
  signal: 'logs',
  session,
  uid,
  atMs,
  ...more,
});

const event = (session: string, eventName: string, atMs: number, { uid, ...attributes }: Record<string, unknown>): Item =>
  log(session, String(uid), atMs, { eventName, attributes });

export const start = (session: string, atMs: number) => event(session, 'session.start', atMs, { uid: `${session}:start` });

export const end = (session: string, atMs: number, reason = 'inactivity') =>
  event(session, 'session.end', atMs, { uid: `${session}:end`, 'session.end_reason': reason });

export const sealed = (session: string, atMs: number, spans: number, logs: number, more: Record<string, unknown> = {}) =>
  event(session, 'session.sealed', atMs, {
    uid: `${session}:sealed`,
    'session.produced.span_count': spans,
    'session.produced.log_count': logs,
    'session.sealed.exact': true,
    ...more,
  });

export interface CheckpointValues {
  readonly context?: string;
  readonly contexts?: readonly string[];
  readonly number?: number;
  readonly deadlineMs: number;
  readonly spans: number;
  readonly logs: number;
  readonly open?: number;
}

export function checkpoint(session: string, atMs: number, values: CheckpointValues): Item {
  const { context = 'c1', contexts = [context], number = 1, deadlineMs, spans, logs, open = 0 } = values;
  return event(session, 'session.checkpoint', atMs, {
    uid: `${session}:checkpoint:${context}:${number}`,
    'session.deadline': deadlineMs,
    'session.context.id': context,
    'session.contexts': contexts,
    'session.produced.span_count': spans,
    'session.produced.log_count': logs,
    'session.open.span_count': open,
  });
}

type Value = object;
function toValue(value: unknown): Value {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { arrayValue: { values: (value as readonly unknown[]).map(toValue) } };
}
const attributesOf = (attributes: Readonly<Record<string, unknown>>) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: toValue(value) }));
const nanoseconds = (ms: number) => String(BigInt(Math.round(ms * 1_000)) * 1_000n);

function recordOf({ signal, session, uid, atMs, endMs = atMs, eventName, body, attributes = {} }: Item): object {
  const named = { ...(session !== null && { 'session.id': session }), ...attributes };
  if (signal === 'spans')
    return {
      traceId: uid?.slice(0, 32) ?? '',
      spanId: uid?.slice(32) ?? '',
      name: 'work',
      kind: 1,
      startTimeUnixNano: nanoseconds(atMs),
      endTimeUnixNano: nanoseconds(endMs),
      attributes: attributesOf(named),
    };
  return {
    timeUnixNano: nanoseconds(atMs),
    observedTimeUnixNano: nanoseconds(atMs),
    ...(eventName !== undefined && { eventName }),
    ...(body !== undefined && { body: { stringValue: body } }),
    attributes: attributesOf({ ...named, ...(uid !== null && { 'log.record.uid': uid }) }),
  };
}

/** One request: a resource for each item, as a Collector that batches has them. */
export function requestOf(items: readonly Item[]): object {
  const of = (signal: Item['signal']) => items.filter((item) => item.signal === signal);
  const resource = (item: Item) => ({ attributes: attributesOf(item.resource ?? { 'service.name': 'app' }) });
  return {
    ...(of('spans').length > 0 && {
      resourceSpans: of('spans').map((item) => ({ resource: resource(item), scopeSpans: [{ spans: [recordOf(item)] }] })),
    }),
    ...(of('logs').length > 0 && {
      resourceLogs: of('logs').map((item) => ({ resource: resource(item), scopeLogs: [{ logRecords: [recordOf(item)] }] })),
    }),
  };
}

const encoder = new TextEncoder();

/** A file with a request a line. */
export const linesOf = (requests: readonly (readonly Item[])[]): Uint8Array =>
  encoder.encode(requests.map((items) => `${JSON.stringify(requestOf(items))}\n`).join(''));

/** A source in memory, in chunks of `chunkBytes`. */
export function sourceOf(bytes: Uint8Array, { name = 'a.json', chunkBytes = 1 << 16 } = {}) {
  return {
    name,
    reopens: true,
    async *open() {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.slice(at, at + chunkBytes);
    },
  };
}
