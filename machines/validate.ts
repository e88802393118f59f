/** Those of JSON, and `function` for options, which are none. */
type TypeName = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object' | 'function';

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
  /** The known name that looks most like what came; empty where none does. */
  readonly hint: string;
}

/**
 * Judges a value by a schema, without `eval`, so that it runs under a strict Content Security Policy. Nothing
 * but a getter of the value's own can make it throw.
 *
 * @returns every fault; none where the value is valid. On JSON it agrees with a full JSON Schema validator.
 */
export function validate(value: unknown, schema: Schema): readonly Fault[] {
  const faults: Fault[] = [];
  const check = (found: unknown, wanted: Schema, path: string): void => {
    const before = faults.length;
    if (!admits(wanted, found)) {
      const hint = typeof found === 'string' ? nearest(found, wanted.examples ?? wanted.enum ?? []) : '';
      faults.push({ path, expected: expectation(wanted), received: preview(found), hint });
    } else if (Array.isArray(found)) {
      found.forEach((item, index) => void check(item, wanted.items ?? {}, `${path}[${index}]`));
    } else if (isObject(found)) checkFields(found, wanted, path && `${path}.`);
    if (wanted.if && faults.length === before) {
      check(found, (validate(found, wanted.if).length > 0 ? wanted.else : wanted.then) ?? {}, path);
    }
  };
  const checkFields = (found: Fields, { properties = {}, required = [], additionalProperties }: Schema, prefix: string) => {
    for (const name of required) {
      if (found[name] === undefined) {
        faults.push({ path: prefix + name, expected: expectation(properties[name] ?? {}), received: 'nothing', hint: '' });
      }
    }
    for (const [name, field] of Object.entries(found)) {
      const known = Object.hasOwn(properties, name) && properties[name];
      const wanted = known || additionalProperties;
      if (wanted === false) check(name, { title: 'a field', enum: Object.keys(properties) }, prefix + name);
      else if (wanted && field !== undefined) check(field, wanted, prefix + name);
    }
  };
  check(value, schema, '');
  return faults;
}

/** @returns one line, `path: expected …, got …`. */
export const faultText = ({ path, expected, received, hint }: Fault): string =>
  `${path && `${path}: `}expected ${expected}, got ${received}${hint && `; did you mean "${hint}"?`}`;

interface Fields {
  readonly [name: string]: unknown;
}
const isObject = (value: unknown): value is Fields => typeOf(value) === 'object';
const typeOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
const typesOf = ({ type = [] }: Schema): readonly TypeName[] => (typeof type === 'string' ? [type] : type);

/** Whether the value itself is right, whatever is in it. */
function admits(schema: Schema, value: unknown): boolean {
  const { type, minimum = -Infinity, maximum = Infinity, minLength = 0, minItems = 0, pattern = '' } = schema;
  if (schema.const !== undefined && schema.const !== value) return false;
  if (schema.enum && !schema.enum.some((one) => one === value)) return false;
  if (type && !typesOf(schema).some((name) => (name === 'integer' ? Number.isInteger(value) : name === typeOf(value)))) return false;
  if (typeof value === 'number') return Number.isFinite(value) && value >= minimum && value <= maximum;
  if (typeof value === 'string') return value.length >= minLength && (!pattern || new RegExp(pattern, 'u').test(value));
  return !Array.isArray(value) || value.length >= minItems;
}

const NOUNS: { readonly [type: string]: string } = {
  boolean: 'true or false',
  integer: 'a whole number',
  array: 'a list',
  object: 'an object',
};
const noun = (type: string) => NOUNS[type] ?? (type === 'null' ? type : `a ${type}`);

function expectation(schema: Schema): string {
  const { title, examples, minimum, maximum, minItems, minLength } = schema;
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum) return `${title ?? 'one'} of ${schema.enum.join(', ')}`;
  const what = title ?? typesOf(schema).map(noun).join(' or ');
  if (examples) return `${what} such as ${examples.join(', ')}`;
  if (minimum !== undefined) return `${what} of at least ${minimum}${maximum === undefined ? '' : ` and at most ${maximum}`}`;
  return what + (minItems || minLength ? ', not empty' : '');
}

const preview = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (Array.isArray(value) && value.length === 0) return 'an empty list';
  return typeof value === 'object' && value ? noun(typeOf(value)) : String(value).slice(0, 60);
};

/** The candidate that differs in one place only, by a letter or two. `click` is a short `input.click`, not a wrong `clock`. */
function nearest(name: string, candidates: readonly string[]): string {
  const isNear = (most: number) => (candidate: string) =>
    [candidate, candidate.slice(candidate.indexOf('.') + 1)].some((one) => editLength(one, name) <= most);
  return candidates.find(isNear(0)) ?? candidates.find(isNear(name.length > 5 ? 2 : 1)) ?? '';
}

/** Length of what differs between two texts when what they begin and end with alike is taken off. */
function editLength(a: string, b: string): number {
  const least = Math.min(a.length, b.length);
  let head = 0;
  let tail = 0;
  while (head < least && a[head] === b[head]) head++;
  while (tail < least - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return Math.max(a.length, b.length) - head - tail;
}
