import { isFields, type OtlpAttributes, readValue, toNumber } from './attributes.ts';
import { OtlpFault } from './wire.ts';

/** A span or a log record, whichever way it came. */
export interface OtlpRecord {
  readonly signal: 'spans' | 'logs';
  /** Unix epoch milliseconds. Of a span its start; of a log record its time, else when it was observed; 0 where nothing tells. */
  readonly timeMs: number;
  /** Of a span its end, else the same. */
  readonly endMs: number;
  /** Empty for spans and for log records that are no events. */
  readonly eventName: string;
  /** In lower-case hexadecimal, or empty. */
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: OtlpAttributes;
  readonly resource: OtlpAttributes;
  /** All that is read of it, as text: records with different texts are different. */
  content(): string;
}

type Fields = Readonly<Record<string, unknown>>;
interface Place {
  readonly resource: OtlpAttributes;
  readonly path: string;
}

const NONE: readonly never[] = [];
const SIGNALS = ['resourceSpans', 'resourceLogs', 'resourceMetrics', 'resourceProfiles'];
const THOUSAND = 1_000;

/**
 * All spans and log records of an export request in the form of OTLP/JSON.
 *
 * @throws OtlpFault naming the field that is wrong
 */
export function recordsOf(request: unknown): OtlpRecord[] {
  if (!isFields(request)) throw new OtlpFault(`expected an OTLP request, came ${shown(request)}`);
  const keys = Object.keys(request);
  if (keys.length > 0 && !SIGNALS.some((signal) => signal in request))
    throw new OtlpFault(`expected an OTLP request with ${SIGNALS.join(', ')}, came one with ${keys.slice(0, 5).join(', ')}`);
  const records: OtlpRecord[] = [];
  eachItem(request, ['resourceSpans', 'scopeSpans', 'spans'], (span, place) => records.push(spanOf(span, place)));
  eachItem(request, ['resourceLogs', 'scopeLogs', 'logRecords'], (record, place) => records.push(logRecordOf(record, place)));
  return records;
}

function eachItem(request: Fields, [resources, scopes, items]: readonly [string, string, string], add: (item: Fields, at: Place) => void) {
  for (const [resource, path] of fieldsIn(request, resources, '')) {
    const described = resource.resource ?? {};
    if (!isFields(described)) throw new OtlpFault(`${path}.resource: expected an object, came ${shown(described)}`);
    const attributes = attributesOf(described, `${path}.resource`);
    for (const [scope, at] of fieldsIn(resource, scopes, path))
      for (const [item, itemAt] of fieldsIn(scope, items, at)) add(item, { resource: attributes, path: itemAt });
  }
}

function* fieldsIn(parent: Fields, key: string, path: string): Generator<readonly [Fields, string]> {
  const at = path === '' ? key : `${path}.${key}`;
  const list = parent[key] ?? NONE;
  if (!Array.isArray(list)) throw new OtlpFault(`${at}: expected a list, came ${shown(list)}`);
  for (const item of list) {
    if (!isFields(item)) throw new OtlpFault(`${at}: expected objects, came ${shown(item)}`);
    yield [item, at];
  }
}

function spanOf(span: Fields, { resource, path }: Place): OtlpRecord {
  const timeMs = timeAt(span, 'startTimeUnixNano', path);
  return recordOf(span, { resource, path }, { signal: 'spans', timeMs, endMs: timeAt(span, 'endTimeUnixNano', path) || timeMs });
}

function logRecordOf(record: Fields, place: Place): OtlpRecord {
  const timeMs = timeAt(record, 'timeUnixNano', place.path) || timeAt(record, 'observedTimeUnixNano', place.path);
  return recordOf(record, place, { signal: 'logs', timeMs, endMs: timeMs });
}

type Times = Pick<OtlpRecord, 'signal' | 'timeMs' | 'endMs'>;

function recordOf(item: Fields, { resource, path }: Place, { signal, timeMs, endMs }: Times): OtlpRecord {
  const attributes = attributesOf(item, path);
  const eventName = signal === 'logs' ? stringAt(item, 'eventName', path) : '';
  const traceId = stringAt(item, 'traceId', path).toLowerCase();
  const spanId = stringAt(item, 'spanId', path).toLowerCase();
  const content = () =>
    JSON.stringify([
      ...[timeMs, endMs, timeAt(item, 'observedTimeUnixNano', path), eventName, traceId, spanId],
      ...[stringAt(item, 'name', path), readValue(item.body), attributes.map(({ key, value }) => [key, readValue(value)]).sort()],
    ]);
  return { signal, timeMs, endMs, eventName, traceId, spanId, attributes, resource, content };
}

function attributesOf(item: Fields, path: string): OtlpAttributes {
  const list = item.attributes ?? NONE;
  if (!Array.isArray(list)) throw new OtlpFault(`${path}.attributes: expected a list, came ${shown(list)}`);
  for (const attribute of list)
    if (!isFields(attribute) || typeof attribute.key !== 'string')
      throw new OtlpFault(`${path}.attributes: expected objects with a key, came ${shown(attribute)}`);
  return list;
}

function stringAt(item: Fields, key: string, path: string): string {
  const value = item[key] ?? '';
  if (typeof value === 'string') return value;
  throw new OtlpFault(`${path}.${key}: expected a string, came ${shown(value)}`);
}

/** To the microsecond, as a double has no more for the nanoseconds of these years; the same whether it came as text or as eight bytes. */
function timeAt(item: Fields, key: string, path: string): number {
  const nanoseconds = toNumber(item[key] ?? 0);
  if (nanoseconds >= 0) return Math.round(nanoseconds / THOUSAND) / THOUSAND;
  throw new OtlpFault(`${path}.${key}: expected nanoseconds since the Unix epoch, came ${shown(item[key])}`);
}

const SHOWN = 40;
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
