import type { Attributes, AttributeValue, MetadataUpdate } from '../../machines/session.ts';
import type { Reporter } from './diagnostics.ts';

const isPrimitive = (value: unknown) =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
const isValue = (value: unknown): value is AttributeValue | null =>
  value === null ||
  isPrimitive(value) ||
  (Array.isArray(value) && value.every((item) => isPrimitive(item) && typeof item === typeof value[0]));

/** To say again what is known changes nothing, or every tab that opens would tell all others. */
const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** The fields that can be kept and that `known` does not hold already; `null` where there are none. The rest is warned about. */
export function newsIn(fields: MetadataUpdate, known: Attributes, reporter: Reporter): MetadataUpdate | null {
  const news: Record<string, AttributeValue | null> = {};
  for (const [key, value] of Object.entries<unknown>(fields ?? {})) {
    if (!isValue(value)) {
      reporter.warn(`metadata.${key}: expected a string, finite number, boolean, an array of one of these, or null; came ${typeof value}`);
    } else if (!isSame(value, known[key] ?? null)) news[key] = value;
  }
  return Object.keys(news).length > 0 ? news : null;
}
