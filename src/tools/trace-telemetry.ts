import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import { rootOf } from '../../machines/triggers.ts';

/** What a telemetry item is under a policy: the kind that it listens to, if it listens to one in particular. */
export const telemetryOf = ({ extendOn, startOn }: SessionPolicy): Trigger =>
  [...extendOn, ...startOn].find((trigger) => rootOf(trigger) === 'telemetry') ?? 'telemetry';
