import type { SessionRecord } from './record.ts';
import { recordSchema } from './record-schema.ts';
import { type Fault, validate } from './validate.ts';

/** What a store found. `isNewer`: a later release wrote it, so it is not broken and stays for its owner. */
export type CheckedRecord = { readonly record: SessionRecord } | { readonly faults: readonly Fault[]; readonly isNewer: boolean };

/**
 * Checks a stored record. It never throws.
 *
 * @returns the value itself, with fields that this release does not know; else all that is wrong with it.
 */
export function checkRecord(value: unknown): CheckedRecord {
  const faults = validate(value, recordSchema);
  return faults.length === 0
    ? { record: value as SessionRecord }
    : { faults, isNewer: versionOf(value) > recordSchema.properties.version.const };
}

const versionOf = (value: unknown): number => {
  const { version }: { readonly version?: unknown } = Object(value);
  return Number.isInteger(version) ? Number(version) : 0;
};
