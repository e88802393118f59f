import type { SessionPolicy } from '../../machines/policy.ts';

/** Release-health sessions of Sentry for Android: 30 seconds in the background end one. */
export const sentryAndroid = {
  name: 'sentry-android',
  startOn: ['foreground', 'load'],
  extendOn: ['foreground', 'background'],
  endAfter: { background: { ms: 30_000 } },
  then: 'wait',
  scope: 'page',
  idFormat: 'uuid4',
} as const satisfies SessionPolicy;

const FROM = 'sentry-java, sentry-android-core LifecycleWatcher.java';

export const sentryAndroidSources = {
  startOn: `${FROM}: onStart`,
  extendOn: `${FROM}: onStart and onStop note the time`,
  'endAfter.background.ms': `${FROM}: sessionIntervalMillis = 30000, compared with >=`,
  then: `${FROM}: the next begins in the foreground`,
  scope: `${FROM}, PreviousSessionFinalizer.java: the next process closes the one left over`,
  idFormat: `${FROM}: UUID`,
} as const;
