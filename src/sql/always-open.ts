import type { Limit, Limits, SessionPolicy } from '../../machines/policy.ts';

/** What is left of a limit in an app that is never hidden nor closed; `undefined`: it never runs. */
function remaining<Where extends string>(limit: Limit<Where> | undefined): Omit<Limit<Where>, 'while'> | undefined {
  if (!limit || limit.while === 'background' || limit.while === 'closed') return undefined;
  const { while: _, ...rest } = limit;
  return rest;
}

/** The policy where no row can hide, show, open or close the app. */
export function alwaysOpen(policy: SessionPolicy): SessionPolicy {
  const { inactivity, duration, telemetryCount } = policy.endAfter;
  const limits = { inactivity: remaining(inactivity), duration: remaining(duration), telemetryCount };
  const endAfter: Limits = Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined));
  return { ...policy, endAfter };
}
