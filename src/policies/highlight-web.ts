import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of highlight.run, now LaunchDarkly: what was sent keeps one alive, and idleness is judged on load only. */
export const highlightWeb = {
  name: 'highlight-web',
  startOn: ['load', 'export'],
  extendOn: ['export'],
  endAfter: { inactivity: { ms: 900_000, while: 'closed' }, duration: { ms: 14_400_000, inclusive: true } },
  then: 'wait',
  lingerMs: null,
  scope: 'tab',
  idFormat: 'base62-28',
} as const satisfies SessionPolicy;

const FROM = 'highlight.run 10.7.1, sdk/highlight-run/src/sdk';

export const highlightWebSources = {
  startOn: `${FROM}/record.ts: on load, and when the maximum is found over at a push`,
  extendOn: `${FROM}/highlightSession.ts: a successful push notes the time`,
  'endAfter.inactivity.ms': `${FROM}/highlightSession.ts: SESSION_TIMEOUT 15 minutes, valid while < 900000`,
  'endAfter.inactivity.while': `${FROM}/highlightSession.ts: looked at on load only`,
  'endAfter.duration.ms': `${FROM}/record.ts: MAX_SESSION_LENGTH, 4 hours`,
  'endAfter.duration.inclusive': `${FROM}/record.ts: compared with >`,
  then: `${FROM}/record.ts: at the next push`,
  lingerMs: `${FROM}/record.ts: the id stays until then`,
  scope: `${FROM}/highlightSession.ts: the id is taken out of the storage while its page lives`,
  idFormat: `${FROM}/record.ts: 28 letters and digits`,
} as const;
