import type { CoreOptions } from './core-options.ts';

type Given = Omit<CoreOptions, 'policy'>;
type Kind = 'function' | 'string' | 'object';

const EXPECTED: { readonly [K in keyof Given]-?: Kind } = {
  platform: 'object',
  clock: 'object',
  store: 'object',
  generateId: 'function',
  scope: 'string',
  attributes: 'function',
  didCrash: 'function',
  appVersion: 'string',
  retention: 'object',
  diagnostics: 'object',
};
const METHODS = {
  clock: ['now', 'monotonicNow', 'setTimeout', 'clearTimeout'],
  store: ['peek', 'update', 'subscribe', 'liveContexts'],
  diagnostics: ['warn', 'debug'],
} as const;

const kindOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** @throws TypeError listing every option that is not what was expected. */
export function checkOptions(options: Given): void {
  const faults: string[] = [];
  const given = Object.entries<unknown>({ ...options }).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    const expected = EXPECTED[name as keyof Given];
    if (expected === undefined) faults.push(`${name}: no such option; expected one of ${Object.keys(EXPECTED).join(', ')}`);
    else if (kindOf(value) !== expected) faults.push(`${name}: expected a ${expected}, came ${kindOf(value)}`);
    else if (value === '') faults.push(`${name}: expected a non-empty string`);
    else faults.push(...missingMethods(name, value));
  }
  if (faults.length > 0) throw new TypeError(`sessionchart: ${faults.join('; ')}`);
}

function missingMethods(name: string, value: unknown): string[] {
  const methods: readonly string[] = METHODS[name as keyof typeof METHODS] ?? [];
  return methods
    .filter((method) => typeof (value as Record<string, unknown>)[method] !== 'function')
    .map((method) => `${name}.${method}: expected a function, came ${kindOf((value as Record<string, unknown>)[method])}`);
}
