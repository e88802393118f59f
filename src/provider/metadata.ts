import type { AttributeValue, MetadataUpdate } from '../../machines/session.ts';
import type { Reporter } from './diagnostics.ts';

const isPrimitive = (value: unknown) =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
const isValue = (value: unknown): value is AttributeValue | null =>
  value === null ||
  isPrimitive(value) ||
  (Array.isArray(value) && value.every((item) => isPrimitive(item) && typeof item === typeof value[0]));

/** The fields that can be kept; the rest is warned about and left out. */
export function sanitize(fields: MetadataUpdate, reporter: Reporter): MetadataUpdate {
  const kept: Record<string, AttributeValue | null> = {};
  for (const [key, value] of Object.entries<unknown>(fields ?? {})) {
    if (isValue(value)) kept[key] = value;
    else
      reporter.warn(`metadata.${key}: expected a string, finite number, boolean, an array of one of these, or null; came ${typeof value}`);
  }
  return kept;
}
