import { firstDifference } from './compare.ts';
import type { AnyVector } from './protocol.ts';
import { readSteps } from './vector.ts';

/** What is wrong with a runner's answer to a vector, in one line; `null` where nothing is. */
export function judge(vector: AnyVector, line: string): string | null {
  let came: { readonly id?: unknown; readonly error?: unknown; readonly record?: unknown };
  try {
    came = JSON.parse(line);
  } catch {
    return `expected a line of JSON, came ${line.slice(0, 120)}`;
  }
  if (came.error !== undefined) return `error: ${String(came.error)}`;
  if ('faults' in vector) return firstDifference({ id: vector.id, faults: vector.faults }, came);
  if ('merged' in vector) return firstDifference({ id: vector.id, merged: { ...vector.a, ...vector.merged } }, came);
  const { record } = vector;
  const expected = { id: vector.id, steps: readSteps(vector.expect), record: record === undefined ? came.record : record };
  return firstDifference(expected, came);
}
