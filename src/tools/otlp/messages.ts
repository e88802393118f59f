/** How the value of a field is read; what is absent here is skipped. */
export type FieldKind = 'string' | 'hex' | 'int' | 'bool' | 'fixed64' | 'double' | (() => Message);

export interface Field {
  /** As in OTLP/JSON. */
  readonly name: string;
  readonly kind: FieldKind;
  readonly isRepeated?: true;
}

/** Fields by their number. Only those that an audit reads: https://github.com/open-telemetry/opentelemetry-proto */
export interface Message {
  readonly [field: number]: Field;
}

const one = (name: string, kind: FieldKind): Field => ({ name, kind });
const many = (name: string, kind: FieldKind): Field => ({ name, kind, isRepeated: true });

const ANY_VALUE: Message = {
  1: one('stringValue', 'string'),
  2: one('boolValue', 'bool'),
  3: one('intValue', 'int'),
  4: one('doubleValue', 'double'),
  5: one('arrayValue', () => ARRAY_VALUE),
  6: one('kvlistValue', () => KEY_VALUE_LIST),
};
const ARRAY_VALUE: Message = { 1: many('values', () => ANY_VALUE) };
const KEY_VALUE: Message = { 1: one('key', 'string'), 2: one('value', () => ANY_VALUE) };
const KEY_VALUE_LIST: Message = { 1: many('values', () => KEY_VALUE) };
const attributes = many('attributes', () => KEY_VALUE);

export const RESOURCE: Message = { 1: attributes };

export const SPAN: Message = {
  1: one('traceId', 'hex'),
  2: one('spanId', 'hex'),
  5: one('name', 'string'),
  7: one('startTimeUnixNano', 'fixed64'),
  8: one('endTimeUnixNano', 'fixed64'),
  9: attributes,
};

export const LOG_RECORD: Message = {
  1: one('timeUnixNano', 'fixed64'),
  2: one('severityNumber', 'int'),
  5: one('body', () => ANY_VALUE),
  6: attributes,
  9: one('traceId', 'hex'),
  10: one('spanId', 'hex'),
  11: one('observedTimeUnixNano', 'fixed64'),
  12: one('eventName', 'string'),
};
