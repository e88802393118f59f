import type { Schema } from './validate.ts';

/**
 * Schema of an object that has all of these fields; others may be there.
 *
 * @param groups what is wanted of each, and the names of those of which it is wanted
 */
export function shape(...groups: readonly (readonly [wanted: Schema, names: string])[]): Schema {
  const fields = groups.flatMap(([wanted, names]) => names.split(' ').map((name) => [name, wanted] as const));
  const properties = Object.fromEntries(fields);
  return { type: 'object', properties, required: Object.keys(properties) };
}

/** Schema of an object that is used as a map. */
export const mapOf = (additionalProperties: Schema): Schema => ({ type: 'object', additionalProperties });
