import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of BugSnag for Android: 30 seconds away start a new one. */
export const bugsnagAndroid = {
  name: 'bugsnag-android',
  startOn: ['foreground', 'load', 'manual'],
  extendOn: ['foreground'],
  endOn: ['manual'],
  endAfter: { background: { ms: 30_000 } },
  then: 'wait',
  lingerMs: null,
  scope: 'page',
  clock: 'monotonic',
  idFormat: 'uuid4',
} as const satisfies SessionPolicy;

const FROM = 'bugsnag-android 6.26.0, SessionTracker.java';

export const bugsnagAndroidSources = {
  startOn: `${FROM}: the first activity in the foreground, and startSession()`,
  extendOn: `${FROM}: updateContextTracker`,
  endOn: `${FROM}: startSession() replaces it`,
  'endAfter.background.ms': `${FROM}: timeoutMs = 30000, compared with >=`,
  then: `${FROM}: the next begins in the foreground`,
  lingerMs: `${FROM}: the session stays on events`,
  scope: `${FROM}: memory of the process`,
  clock: `${FROM}: elapsedRealtime since ee68467`,
  idFormat: `${FROM}: uuid v4`,
} as const;
