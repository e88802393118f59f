import type { SessionRecord } from './record.ts';
import { mapOf, shape } from './shape.ts';
import { type Fault, type Schema, validate } from './validate.ts';

/** What a store found. `isNewer`: a later release wrote it, so it is not broken and stays for its owner. */
export type CheckedRecord = { readonly record: SessionRecord } | { readonly faults: readonly Fault[]; readonly isNewer: boolean };

const VERSION = 1;
/** A day: more than any two clocks of one device differ by time zone mistakes. */
const MAX_AHEAD_MS = 86_400_000;

const text: Schema = { type: 'string' };
const textOrNone: Schema = { type: ['string', 'null'] };
const number: Schema = { type: 'number' };
const attributes = mapOf({ type: ['string', 'number', 'boolean', 'array'] });

/**
 * Checks a stored record. It never throws. Triggers and reasons are any texts, as a later release may know some that this one
 * does not.
 *
 * @param nowMs a record from the far future was written under a wrong clock, and to go on from there would be wrong for ever
 * @returns the value itself, with fields that this release does not know; else all that is wrong with it.
 */
export function checkRecord(value: unknown, nowMs: number): CheckedRecord {
  const { version, endReason }: { readonly version?: unknown; readonly endReason?: unknown } = Object(value);
  const instant: Schema = { title: 'an instant, a day from now at the most', type: 'number', maximum: nowMs + MAX_AHEAD_MS };
  const faults = validate(
    value,
    shape(
      [{ const: VERSION }, 'version'],
      [{ type: 'string', minLength: 1 }, 'id'],
      [text, 'scope policy startReason'],
      [textOrNone, 'previousId endReason supersededBy'],
      // A session has ended in all three fields or in none.
      [endReason === null ? { type: 'null' } : instant, 'endTimeMs lapseTimeMs'],
      [instant, 'startTimeMs lastActivityTimeMs partStartTimeMs seenTimeMs visibilityTimeMs openTimeMs'],
      [instant, 'idleFromMs durationFromMs backgroundFromMs'],
      [{ ...instant, type: ['number', 'null'] }, 'lastTelemetryTimeMs'],
      // 0 is where no session has been.
      [{ type: 'number', minimum: 1 }, 'ordinal'],
      [number, 'partIndex revision'],
      [{ type: 'boolean' }, 'recovered sampled linked isHidden isClosed'],
      [attributes, 'attributes metadata'],
      [mapOf(number), 'metadataTimesMs'],
      [mapOf(shape([number, 'total traces logs metrics'])), 'telemetryByContext'],
    ),
  );
  return faults.length === 0 ? { record: value as SessionRecord } : { faults, isNewer: typeof version === 'number' && version > VERSION };
}
