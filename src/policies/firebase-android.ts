import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of Firebase for Android: every cold start, and every return after more than half an hour. */
export const firebaseAndroid = {
  name: 'firebase-android',
  startOn: ['load', 'foreground'],
  extendOn: ['background'],
  endOn: ['load'],
  endAfter: { inactivity: { ms: 1_800_000, inclusive: true, while: 'background' } },
  then: 'wait',
  lingerMs: null,
  scope: 'app',
  idFormat: 'hex32',
} as const satisfies SessionPolicy;

const FROM = 'firebase-sessions, SharedSessionRepository.kt';

export const firebaseAndroidSources = {
  startOn: `${FROM}: on a cold start and in the foreground`,
  extendOn: `${FROM}: entering the background notes the time`,
  endOn: `${FROM}: a cold start begins a new one`,
  'endAfter.inactivity.ms': `${FROM}: sessionTimeout 30 minutes`,
  'endAfter.inactivity.inclusive': `${FROM}: compared with >`,
  'endAfter.inactivity.while': `${FROM}: time in the background`,
  then: `${FROM}: judged in the foreground`,
  lingerMs: `${FROM}: the id stays until the next`,
  scope: `${FROM}: a DataStore for all processes of the app`,
  idFormat: `${FROM}: 32 hexadecimal digits`,
} as const;
