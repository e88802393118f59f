import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of Embrace for Apple platforms: one for each foreground, and one for each background. */
export const embraceApple = {
  name: 'embrace-apple',
  startOn: ['foreground', 'background', 'load', 'manual'],
  extendOn: [],
  endOn: ['foreground', 'background', 'manual'],
  endAfter: {},
  minDurationMs: 5_000,
  then: 'wait',
  scope: 'page',
  idFormat: 'uuid4',
} as const satisfies SessionPolicy;

const FROM = 'embrace-apple 70c13f9, Sources/EmbraceCore/Session/SessionController.swift';

export const embraceAppleSources = {
  startOn: `${FROM}: at each change of state`,
  extendOn: `${FROM}: nothing; the heartbeat of 5 s is for recovery`,
  endOn: `${FROM}: at each change of state, and by the API`,
  minDurationMs: `${FROM}: a change within 5 s of the launch does not count`,
  then: `${FROM}: the next starts with the same change`,
  scope: `${FROM}: one for each process; the next finishes what it left`,
  idFormat: `${FROM}: uuid`,
} as const;
