import { own } from '../../machines/own.ts';
import type { Attributes, AttributeValue, MetadataUpdate } from '../../machines/session.ts';
import type { Reporter } from './diagnostics.ts';

const isPrimitive = (value: unknown) =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
const isValue = (value: unknown): value is AttributeValue | null =>
  value === null ||
  isPrimitive(value) ||
  (Array.isArray(value) && Array.from(value).every((item) => isPrimitive(item) && typeof item === typeof value[0]));

/** To say again what is known changes nothing, or every tab that opens would tell all others. */
const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What the app goes on to change must not change what was told. */
const copy = <T>(value: T): T => (Array.isArray(value) ? ([...value] as T) : value);

/** Those of the attributes that can be kept; the rest is warned about, once. */
export function attributesIn(given: unknown, reporter: Reporter): Attributes {
  const kept: Record<string, AttributeValue> = {};
  for (const [key, value] of Object.entries<unknown>(Object(given))) {
    if (isValue(value) && value !== null && key !== '__proto__') kept[key] = copy(value);
    else
      reporter.warnOnce(`attributes.${key}: expected a string, finite number, boolean or an array of one of these; came ${typeof value}`);
  }
  return kept;
}

/**
 * The fields that can be kept and that `known` does not hold already; `null` where there are none. The rest is warned about.
 *
 * @param known `null`: nobody knows here, so that all may be news
 */
export function newsIn(fields: MetadataUpdate, known: Attributes | null, reporter: Reporter): MetadataUpdate | null {
  const news: Record<string, AttributeValue | null> = {};
  if (typeof fields !== 'object' || Array.isArray(fields)) {
    reporter.warn(`metadata: expected an object, came ${Array.isArray(fields) ? 'an array' : `a ${typeof fields}`}`);
    return null;
  }
  for (const [key, value] of Object.entries<unknown>(fields ?? {})) {
    if (key === '__proto__') reporter.warnOnce('metadata.__proto__: expected another name');
    else if (!isValue(value)) {
      reporter.warn(`metadata.${key}: expected a string, finite number, boolean, an array of one of these, or null; came ${typeof value}`);
    } else if (known === null || !isSame(value, own(known, key) ?? null)) news[key] = copy(value);
  }
  return Object.keys(news).length > 0 ? news : null;
}
