import type { SessionPolicy } from '../../machines/policy.ts';
import type { Attributes } from '../../machines/session.ts';
import type { ConsentOptions } from '../consent/index.ts';
import type { Retention } from '../provider/retain.ts';

export interface NativeOptions {
  /** When sessions start, go on and end. Default: 30 minutes of inactivity, 4 hours at the most. */
  readonly policy?: SessionPolicy;
  /** Name of the scope; two providers of different names have sessions side by side. Default `default`. */
  readonly scope?: string;
  /** What each session keeps for life, such as the app's version. */
  readonly attributes?: Attributes;
  /** Other processes use the same store, such as an extension of the app, so that nobody can tell which of them still lives. Default `false`. */
  readonly isShared?: boolean;
  /** How much of the past is kept. */
  readonly retention?: Retention;
  /** The person is asked: nothing is stored before `grantConsent`, and nothing emitted. Default: nobody is. */
  readonly consent?: ConsentOptions;
  /** Events to emit besides `session.start` and `session.end`. */
  readonly also?: readonly ('background' | 'foreground' | 'update')[];
  /** Names of metadata, or of attributes, to put on each event. */
  readonly eventAttributes?: readonly string[];
}

const EXPECTED: { readonly [K in keyof NativeOptions]-?: 'object' | 'string' | 'array' | 'boolean' } = {
  policy: 'object',
  scope: 'string',
  attributes: 'object',
  isShared: 'boolean',
  retention: 'object',
  consent: 'object',
  also: 'array',
  eventAttributes: 'array',
};

const kindOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/**
 * Reads options from JSON, or takes them as they are.
 *
 * @throws TypeError naming every option that is not what was expected; SyntaxError where the text is no JSON.
 */
export function readOptions(given: string | NativeOptions | null | undefined): NativeOptions {
  const options: unknown = typeof given === 'string' ? JSON.parse(given) : (given ?? {});
  if (kindOf(options) !== 'object') throw new TypeError(`sessionchart: expected options as an object, came ${kindOf(options)}`);
  const faults = Object.entries(options as object).flatMap(([name, value]) => {
    const expected = EXPECTED[name as keyof NativeOptions];
    if (expected === undefined) return [`${name}: no such option; expected one of ${Object.keys(EXPECTED).join(', ')}`];
    return kindOf(value) === expected && value !== '' ? [] : [`${name}: expected a non-empty ${expected}, came ${kindOf(value)}`];
  });
  if (faults.length > 0) throw new TypeError(`sessionchart: ${faults.join('; ')}`);
  return options as NativeOptions;
}
