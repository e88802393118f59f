import { faultText, validate } from '../../machines/validate.ts';
import type { SessionSnapshot } from './snapshot.ts';
import { snapshotSchema } from './snapshot-schema.ts';

/** Told of a text with more faults than these. */
const MOST_FAULTS = 3;

/** The part of a text that is JSON: all of it, or what stands in a report's last fence. */
function jsonIn(text: string): string {
  const fenced = [...text.matchAll(/```json\s*\n([\s\S]*?)\n\s*```/g)].at(-1)?.[1];
  return fenced ?? text;
}

/** Whether a text seems to be a snapshot, or a report that has one. */
export const looksLikeSnapshot = (text: string): boolean => /"format"\s*:\s*"sessionchart-snapshot"/.test(text);

/**
 * Opens a snapshot, or a report as it was pasted.
 *
 * @throws Error that says what is wrong with it
 */
export function openSnapshot(text: string): SessionSnapshot {
  const value: unknown = JSON.parse(jsonIn(text));
  const version = (value as { readonly version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > 1)
    throw new Error(`a later release took this snapshot: expected version 1, came ${version}`);
  const faults = validate(value, snapshotSchema);
  if (faults.length > 0) throw new Error(`the snapshot cannot be read: ${faults.slice(0, MOST_FAULTS).map(faultText).join('; ')}`);
  return value as SessionSnapshot;
}
