import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of Datadog RUM for Android. */
export const datadogAndroid = {
  name: 'datadog-android',
  startOn: ['load', 'navigation', 'input'],
  extendOn: ['navigation', 'input'],
  endAfter: { inactivity: { ms: 900_000 }, duration: { ms: 14_400_000 } },
  then: 'wait',
  scope: 'page',
  clock: 'monotonic',
  sampling: { ratio: 1, by: 'id' },
  idFormat: 'uuid4',
} as const satisfies SessionPolicy;

const FROM = 'dd-sdk-android 3.10.0, RumSessionScope.kt';

export const datadogAndroidSources = {
  startOn: `${FROM}: a view or an action; the first with the process`,
  extendOn: `${FROM}: starting a view or an action`,
  'endAfter.inactivity.ms': `${FROM}: 15 minutes, compared with >=`,
  'endAfter.duration.ms': `${FROM}: 4 hours, compared with >=`,
  then: `${FROM}: expires silently, an interaction renews it`,
  scope: `${FROM}: memory of the process`,
  clock: `${FROM}: System.nanoTime`,
  'sampling.ratio': `${FROM}: sessionSampleRate 100 %`,
  'sampling.by': `${FROM}: by a hash of the session id`,
  idFormat: `${FROM}: uuid v4`,
} as const;
