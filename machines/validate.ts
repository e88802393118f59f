type TypeName = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** The part of JSON Schema (draft 2020-12) that `validate` knows; a schema that uses more does not compile. */
export interface Schema {
  /** What a value of this schema is called in a fault. */
  readonly title?: string;
  readonly type?: TypeName | readonly TypeName[];
  readonly const?: string | number;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  /** Told to whoever broke the pattern, the nearest one as a guess. */
  readonly examples?: readonly string[];
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  /** `false` refuses what `properties` does not name; absent, anything goes. */
  readonly additionalProperties?: false | Schema;
  /** Judged where all else is right, so that one mistake is told once. */
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
}

/** One thing that is wrong with a value. */
export interface Fault {
  /** Where, such as `endAfter.inactivity.ms` or `startOn[2]`; empty for the value itself. */
  readonly path: string;
  readonly expected: string;
  /** What came instead, cut short. */
  readonly received: string;
  /** The known name that looks most like what came, if one does. */
  readonly hint?: string;
}

/**
 * Judges a value by a schema, without `eval`, so that it runs under a strict Content Security Policy.
 *
 * @returns every fault, in the order of the schema; empty where the value is valid. Agrees with a full JSON Schema validator on all JSON.
 */
export function validate(value: unknown, schema: Schema): readonly Fault[] {
  const faults: Fault[] = [];
  const blame = (path: string, expected: string, received: string, hint?: string) => {
    faults.push({ path, expected, received, ...(hint !== undefined && { hint }) });
  };
  const check = (found: unknown, wanted: Schema, path: string): void => {
    if (!admits(wanted, found)) {
      const known = typeof found === 'string' ? nearest(found, wanted.examples ?? wanted.enum ?? []) : undefined;
      return blame(path, expectation(wanted), preview(found), known);
    }
    const before = faults.length;
    if (Array.isArray(found)) {
      const { items } = wanted;
      if (items) found.forEach((item, index) => void check(item, items, `${path}[${index}]`));
    } else if (isObject(found)) checkFields(found, wanted, path);
    if (wanted.if && faults.length === before)
      check(found, (validate(found, wanted.if).length === 0 ? wanted.then : wanted.else) ?? {}, path);
  };
  const checkFields = (found: Fields, { properties = {}, required = [], additionalProperties }: Schema, path: string) => {
    const at = (name: string) => (path ? `${path}.${name}` : name);
    for (const name of required) if (found[name] === undefined) blame(at(name), expectation(properties[name] ?? {}), 'nothing');
    for (const [name, field] of Object.entries(found)) {
      const wanted = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
      if (field === undefined) continue;
      if (wanted) check(field, wanted, at(name));
      else if (wanted === false)
        blame(at(name), `one of ${Object.keys(properties).join(', ')}`, 'an unknown field', nearest(name, Object.keys(properties)));
    }
  };
  check(value, schema, '');
  return faults;
}

/** @returns one line a fault, `path: expected …, got …`. */
export const faultText = ({ path, expected, received, hint }: Fault): string =>
  `${path ? `${path}: ` : ''}expected ${expected}, got ${received}${hint === undefined ? '' : `; did you mean "${hint}"?`}`;

interface Fields {
  readonly [name: string]: unknown;
}
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const isOfType = (value: unknown, type: TypeName): boolean => {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'number') return Number.isFinite(value);
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  return type === 'object' ? isObject(value) : typeof value === type;
};
const typesOf = ({ type = [] }: Schema): readonly TypeName[] => (typeof type === 'string' ? [type] : type);

/** Whether the value itself is right, whatever is in it. */
function admits(schema: Schema, value: unknown): boolean {
  const types = typesOf(schema);
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return false;
  if (schema.const !== undefined && schema.const !== value) return false;
  if (schema.enum && !schema.enum.some((one) => one === value)) return false;
  if (typeof value === 'number') return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity);
  if (Array.isArray(value)) return value.length >= (schema.minItems ?? 0);
  if (typeof value !== 'string') return true;
  return value.length >= (schema.minLength ?? 0) && (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value));
}

const NOUNS = {
  null: 'null',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
  array: 'a list',
  object: 'an object',
};

function expectation(schema: Schema): string {
  const { title, examples, minimum, maximum } = schema;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return `one of ${schema.enum.map((one) => JSON.stringify(one)).join(', ')}`;
  const noun =
    title ??
    typesOf(schema)
      .map((type) => NOUNS[type])
      .join(' or ');
  if (examples) return `${noun} such as ${examples.join(', ')}`;
  if (minimum !== undefined) return `${noun} ${maximum === undefined ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`}`;
  return schema.minItems || schema.minLength ? `${noun} that is not empty` : noun;
}

const preview = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  return value !== null && /^[ofs]/.test(typeof value) ? `a value of type ${typeof value}` : String(value);
};

/** `click` looks like `input.click` more than like `clock`. */
function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, name.length / 3) + 0.1;
  for (const candidate of known) {
    const away = Math.min(
      distance(name, candidate),
      distance(name, candidate.slice(candidate.indexOf('.') + 1)),
      distance(name.split('.', 1)[0] ?? '', candidate),
    );
    if (away >= least) continue;
    least = away;
    best = candidate;
  }
  return best;
}

/** Letters to add, remove or replace (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++)
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}
