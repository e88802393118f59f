import type { SessionPolicy } from './policy.ts';
import { policySchema } from './policy-schema.ts';
import { type Fault, faultText, validate } from './validate.ts';

/** A value that is no policy, with all that is wrong with it. */
export class PolicyError extends Error {
  /** In the order of the fields; never empty. */
  declare readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(`invalid session policy\n${faults.map((fault) => `  ${faultText(fault)}`).join('\n')}`);
    this.name = 'PolicyError';
    this.faults = faults;
  }
}

/**
 * Checks a policy that comes from outside, from JSON say.
 *
 * @returns the value itself, not a copy.
 * @throws PolicyError that lists every fault at once: the field, what was expected and what came.
 */
export function parsePolicy(value: unknown): SessionPolicy {
  const faults = validate(value, policySchema);
  if (faults.length > 0) throw new PolicyError(faults);
  return value as SessionPolicy;
}
