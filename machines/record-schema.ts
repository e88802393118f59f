import { TRIGGER_ROOTS } from './policy-schema.ts';
import type { Schema } from './validate.ts';

const text = { type: 'string' } as const;
const id = { type: 'string', minLength: 1 } as const;
const flag = { type: 'boolean' } as const;
/** Any finite number: a clock may be set to any year, and browsers tell fractions of a millisecond. */
const instant = { type: 'number' } as const;
const instantOrNone = { type: ['number', 'null'] } as const;
const none = { type: 'null' } as const;
const count = { type: 'integer', minimum: 0, maximum: 9_007_199_254_740_991 } as const;
const attributes = {
  type: 'object',
  additionalProperties: { type: ['string', 'number', 'boolean', 'array'], items: { type: ['string', 'number', 'boolean'] } },
} as const;

export const END_REASONS =
  'inactivity|background_timeout|backgrounded|foregrounded|max_duration|manual|attribute_changed|telemetry_limit|day_boundary|clock_changed|restarted|trigger|unexpected_termination|superseded|shutdown';

export const EVIDENCE = 'crash_reported|no_clean_exit|process_gone|discarded';

const properties = {
  version: { const: 1 },
  id,
  previousId: { title: 'an id or null', type: ['string', 'null'], minLength: 1 },
  ordinal: { ...count, minimum: 1 },
  scope: text,
  policy: text,
  startTimeMs: instant,
  startReason: {
    title: 'a start reason',
    type: 'string',
    pattern: `^(renewal|(${TRIGGER_ROOTS})(\\..+)?)$`,
  },
  endTimeMs: instantOrNone,
  endReason: {
    title: 'an end reason or null',
    type: ['string', 'null'],
    pattern: `^(${END_REASONS}|app\\..*)$`,
  },
  lapseTimeMs: instantOrNone,
  lastActivityTimeMs: instant,
  lastTelemetryTimeMs: instantOrNone,
  recovered: flag,
  evidence: { title: 'a kind of evidence or null', type: ['string', 'null'], pattern: `^(${EVIDENCE})$` },
  supersededBy: { title: 'an id or null', type: ['string', 'null'], minLength: 1 },
  sampled: flag,
  attributes,
  metadata: attributes,
  partIndex: count,
  partStartTimeMs: instant,
  revision: count,
  linked: flag,
  seenTimeMs: instant,
  idleFromMs: instant,
  durationFromMs: instant,
  backgroundFromMs: instant,
  isHidden: flag,
  visibilityTimeMs: instant,
  isClosed: flag,
  openTimeMs: instant,
  metadataTimesMs: { type: 'object', additionalProperties: instant },
  telemetryByContext: {
    type: 'object',
    additionalProperties: {
      type: 'object',
      properties: { total: count, traces: count, logs: count, metrics: count },
      required: ['total', 'traces', 'logs', 'metrics'],
    },
  },
} as const;

/**
 * JSON Schema of `SessionRecord`, for whoever writes one; `schemas/session-record.json` is written from it. Fields that it does
 * not name are allowed, and kept, so that a later release may add some. What is read is judged by type alone (`checkRecord`), so
 * triggers and reasons may become more, too; anything else that changes wants a new version.
 */
export const recordSchema = {
  title: 'a session record',
  type: 'object',
  properties,
  // What later releases added is not required, so that they read what earlier ones wrote.
  required: Object.keys(properties).filter((key) => key !== 'evidence') as readonly Exclude<keyof typeof properties, 'evidence'>[],
  // A session has ended in all three fields or in none.
  if: { properties: { endReason: none } },
  then: { properties: { endTimeMs: none, lapseTimeMs: none } },
  else: { properties: { endTimeMs: instant, lapseTimeMs: instant } },
} as const satisfies Schema;
