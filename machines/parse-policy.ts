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
 * @returns the value itself, not a copy, unless it names its JSON Schema by `$schema`, as files do for editors: that is no part of it.
 * @throws PolicyError that lists every fault at once: the field, what was expected and what came.
 */
export function parsePolicy(value: unknown): SessionPolicy {
  const policy = withoutSchema(value);
  const faults = validate(policy, policySchema);
  if (faults.length > 0) throw new PolicyError(faults);
  return policy as SessionPolicy;
}

function withoutSchema(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$schema' in value)) return value;
  const { $schema: _, ...policy } = value;
  return policy;
}
