import type { SessionPolicy } from '../../machines/policy.ts';

/** Session replay of Mixpanel for browsers. */
export const mixpanelReplayWeb = {
  name: 'mixpanel-replay-web',
  startOn: ['input'],
  extendOn: ['input'],
  endAfter: { inactivity: { ms: 1_800_000, inclusive: true }, duration: { ms: 86_400_000 } },
  then: 'wait',
  scope: 'tab',
  sampling: { ratio: 1, by: 'random' },
  idFormat: 'uuid4',
} as const satisfies SessionPolicy;

const FROM = 'mixpanel-browser 2.83.0, src/recorder/session-recording.js';

export const mixpanelReplayWebSources = {
  startOn: `${FROM}: after a reset it waits for user input`,
  extendOn: `${FROM}: user input restarts the idle timer`,
  'endAfter.inactivity.ms': `${FROM}: record_idle_timeout_ms = 30 minutes`,
  'endAfter.inactivity.inclusive': `${FROM}: compared with >`,
  'endAfter.duration.ms': `${FROM}: record_max_ms, at most 24 hours, compared with >=`,
  then: `${FROM}: the batcher stays stopped until input`,
  scope: `${FROM}: a registry in IndexedDB, one entry a tab`,
  'sampling.ratio': `${FROM}: record_sessions_percent, an option`,
  'sampling.by': `${FROM}: Math.random`,
  idFormat: `${FROM}: uuid v4`,
} as const;
