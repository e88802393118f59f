import type { Schema } from './validate.ts';

/** Milliseconds as JSON carries them exactly. */
const MAX_MS = 9_007_199_254_740_991;
const ms = { type: 'integer', minimum: 1, maximum: MAX_MS } as const;
const msOrNone = { type: 'integer', minimum: 0, maximum: MAX_MS } as const;

export const TRIGGER_ROOTS =
  'load|unload|input|navigation|telemetry|export|foreground|background|focus|blur|freeze|resume|online|offline|heartbeat|timer|attribute|day|clock|manual|app';
const trigger = {
  title: 'a trigger',
  type: 'string',
  pattern: `^(${TRIGGER_ROOTS})(\\..+)?$`,
  examples: ['input.click', 'telemetry.traces', 'attribute.user.id', ...TRIGGER_ROOTS.split('|')],
} as const;
const ID_FORMATS = 'uuid4|uuid7|hex16|hex32|epoch-ms|epoch-s';
const triggers = { type: 'array', items: trigger } as const;

const limit = <const Where extends readonly string[]>(where: Where) =>
  ({
    type: 'object',
    properties: { ms, inclusive: { type: 'boolean' }, while: { enum: where }, everyMs: ms },
    required: ['ms'],
    additionalProperties: false,
  }) as const;
const anywhere = limit(['foreground', 'background', 'open', 'closed']);

/** JSON Schema of `SessionPolicy`. `schemas/policy.json` is written from it. */
export const policySchema = {
  title: 'a session policy',
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1 },
    startOn: { ...triggers, minItems: 1 },
    extendOn: triggers,
    extendEveryMs: msOrNone,
    endOn: triggers,
    endAfter: {
      type: 'object',
      properties: {
        inactivity: anywhere,
        background: limit(['open', 'closed']),
        duration: anywhere,
        telemetryCount: { type: 'integer', minimum: 1, maximum: MAX_MS },
      },
      additionalProperties: false,
    },
    minDurationMs: msOrNone,
    then: { enum: ['renew', 'wait', 'stop'] },
    lingerMs: { ...msOrNone, type: ['integer', 'null'] },
    splitOn: triggers,
    heartbeatEveryMs: ms,
    heartbeatWhile: { enum: ['foreground', 'open', 'used'] },
    scope: { enum: ['page', 'tab', 'origin', 'site', 'app'] },
    adopt: { enum: ['at-once', 'on-activity', 'on-lapse', 'on-load', 'on-first-activity'] },
    persist: { enum: ['activity', 'start'] },
    withoutStore: { enum: ['memory', 'none'] },
    clock: { enum: ['wall', 'monotonic'] },
    sampling: {
      type: 'object',
      properties: { ratio: { type: 'number', minimum: 0, maximum: 1 }, by: { enum: ['id', 'random'] } },
      required: ['ratio', 'by'],
      additionalProperties: false,
    },
    idFormat: {
      title: 'an id format',
      type: 'string',
      pattern: `^(${ID_FORMATS}|base62-([1-9]|[1-9]\\d|1[01]\\d|12[0-8]))$`,
      examples: [...ID_FORMATS.split('|'), 'base62-22'],
    },
    sources: { type: 'object', additionalProperties: { type: 'string' } },
  },
  required: ['name', 'startOn', 'extendOn', 'endAfter', 'then', 'scope'],
  additionalProperties: false,
} as const satisfies Schema;
