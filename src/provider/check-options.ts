import { shape } from '../../machines/shape.ts';
import { faultText, type Schema, validate } from '../../machines/validate.ts';
import type { CoreOptions } from './core-options.ts';

const callable = { type: 'function' } as const;
const object = { type: 'object' } as const;
const text = { type: 'string', minLength: 1 } as const;
const methods = (names: string) => shape([callable, names]);

const OPTIONS = {
  properties: {
    // Whoever checks the policy has taken it out; it is named for those who misspell it.
    policy: {},
    platform: object,
    clock: methods('now monotonicNow setTimeout clearTimeout'),
    store: methods('peek update subscribe liveContexts'),
    generateId: callable,
    scope: text,
    attributes: callable,
    didCrash: callable,
    appVersion: text,
    retention: object,
    diagnostics: methods('warn debug'),
  } satisfies { readonly [Name in keyof CoreOptions]-?: Schema },
  additionalProperties: false,
} as const;

/** @throws TypeError listing every option that is not what was expected. */
export function checkOptions(options: Omit<CoreOptions, 'policy'>): void {
  const faults = validate({ ...options }, OPTIONS);
  if (faults.length > 0) throw new TypeError(`sessionchart: ${faults.map(faultText).join('; ')}`);
}
