import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of Datadog RUM for iOS. */
export const datadogIos = {
  name: 'datadog-ios',
  startOn: ['load', 'input', 'navigation'],
  extendOn: ['input'],
  endAfter: { inactivity: { ms: 900_000 }, duration: { ms: 14_400_000 } },
  then: 'wait',
  scope: 'page',
  sampling: { ratio: 1, by: 'id' },
  idFormat: 'uuid4',
} as const satisfies SessionPolicy;

const FROM = 'dd-sdk-ios 3.11.0, RUMSessionScope.swift';

export const datadogIosSources = {
  startOn: `${FROM}: a view or an action; the first with the process`,
  extendOn: `${FROM}: user interaction`,
  'endAfter.inactivity.ms': `${FROM}: 15 minutes, compared with >=`,
  'endAfter.duration.ms': `${FROM}: 4 hours, compared with >=`,
  then: `${FROM}: an interaction renews it, the view goes over`,
  scope: `${FROM}: memory of the process`,
  'sampling.ratio': `${FROM}: sessionSampleRate 100 %`,
  'sampling.by': `${FROM}: by a hash of the session id`,
  idFormat: `${FROM}: uuid v4`,
} as const;
