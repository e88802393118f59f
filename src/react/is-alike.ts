const fieldsOf = (value: unknown) => (typeof value === 'object' && value !== null ? Object.entries(value) : null);

/** The same value, or objects or arrays whose fields are the same. */
export function isAlike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  const [fields, others] = [fieldsOf(a), fieldsOf(b)];
  if (!fields || !others || fields.length !== others.length || Array.isArray(a) !== Array.isArray(b)) return false;
  return fields.every(([key, value], i) => others[i]?.[0] === key && Object.is(others[i]?.[1], value));
}
