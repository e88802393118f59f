import { policySchema } from '../../machines/policy-schema.ts';
import type { Schema } from '../../machines/validate.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const instant = { type: 'number' } as const;
const instantOrNone = { type: ['number', 'null'] } as const;
const textOrNone = { type: ['string', 'null'] } as const;
const count = { type: 'integer', minimum: 1 } as const;

const objectOf = <const Properties extends { readonly [name: string]: Schema }>(properties: Properties) =>
  ({ type: 'object', properties, required: Object.keys(properties) }) as const;

const verdict = objectOf({ guard: text, holds: flag, compared: { type: 'object' } });
const limit = {
  type: ['object', 'null'],
  properties: { reason: text, ranMs: instant, limitMs: instant, deadlineMs: instant },
} as const;
const change = objectOf({ type: text, id: text, ordinal: count, atMs: instant, reason: text });
const transition = objectOf({
  event: text,
  source: text,
  target: textOrNone,
  guard: textOrNone,
  actions: { type: 'array', items: text },
  verdicts: { type: 'array', items: verdict },
  id: text,
  limit,
  changes: { type: 'array', items: change },
  deadlineMs: instantOrNone,
});
const event = { type: 'object', properties: { type: text, atMs: instant, trigger: text }, required: ['type', 'atMs'] } as const;

const KINDS = {
  chart: objectOf({ event, again: flag, from: text, to: text, transitions: { type: 'array', items: transition } }),
  activity: objectOf({ trigger: text, isListed: flag, isLive: flag, fromMs: instantOrNone, toMs: instantOrNone }),
  store: objectOf({
    what: { enum: ['empty', 'found', 'unreadable', 'wrote', 'heard', 'wiped', 'ended', 'replaced', 'failed'] },
    by: textOrNone,
    id: textOrNone,
    endReason: textOrNone,
    contexts: { type: 'array', items: text },
    error: textOrNone,
  }),
  warning: objectOf({ message: text }),
} as const satisfies { readonly [kind: string]: Schema };

const made = objectOf({ kind: { enum: Object.keys(KINDS) }, seq: count, atMs: instant, count, lastMs: instant });
/** What each kind has beside, one condition within the other. */
const ofKind = (kinds: readonly (readonly [string, Schema])[]): Schema => {
  const [[kind, schema] = ['', {}], ...rest] = kinds;
  if (rest.length === 0) return schema;
  return { if: { type: 'object', properties: { kind: { const: kind } } }, then: schema, else: ofKind(rest) };
};
const decision: Schema = { ...made, ...ofKind(Object.entries(KINDS)) };

/** Of a snapshot. Fields that it does not name are allowed, so that a later release can tell more. */
export const snapshotSchema: Schema = {
  title: 'a snapshot of sessionchart/debug',
  ...objectOf({
    format: { const: 'sessionchart-snapshot' },
    version: { const: 1 },
    library: text,
    takenAtMs: instant,
    runtime: objectOf({ kind: text, name: text }),
    scope: text,
    contextId: text,
    policy: policySchema,
    state: text,
    session: { type: ['object', 'null'] },
    deadlineMs: instantOrNone,
    stored: {},
    outbox: { type: ['integer', 'null'] },
    origin: { type: ['object', 'null'], properties: { state: text, context: { type: 'object' } } },
    days: { type: 'array', items: { type: 'array', items: instant, minItems: 2 } },
    decisions: { type: 'array', items: decision },
  }),
};
