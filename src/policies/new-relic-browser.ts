import type { SessionPolicy } from '../../machines/policy.ts';

/**
 * Sessions of the New Relic browser agent. Its timer for inactivity rests while the page is hidden; what was over by then ends
 * when somebody returns.
 */
export const newRelicBrowser = {
  name: 'new-relic-browser',
  startOn: ['load', 'foreground', 'input.click', 'input.keydown', 'input.scroll', 'timer.foreground'],
  extendOn: ['foreground', 'input.click', 'input.keydown', 'input.scroll'],
  extendEveryMs: 500,
  endAfter: { inactivity: { ms: 1_800_000 }, duration: { ms: 14_400_000 } },
  then: 'wait',
  lingerMs: null,
  scope: 'origin',
  idFormat: 'hex16',
} as const satisfies SessionPolicy;

const FROM = '@newrelic/browser-agent 1.322.0, dist/esm/common';

export const newRelicBrowserSources = {
  startOn: `${FROM}/session/session-entity.js: reset on load, on becoming visible and on input past expiry, and where the timer of a visible page goes off`,
  extendOn: `${FROM}/timer/interaction-timer.js: click, keydown and scroll, and becoming visible, refresh it`,
  extendEveryMs: `${FROM}/timer/interaction-timer.js: debounced by 500 ms`,
  'endAfter.inactivity.ms': `${FROM}/session/constants.js: DEFAULT_INACTIVE_MS = 1800000; its timer goes off at exactly that`,
  'endAfter.duration.ms': `${FROM}/session/constants.js: DEFAULT_EXPIRES_MS = 14400000`,
  then: `${FROM}/session/session-entity.js: reset starts the next at once, but only when something finds the old one over`,
  lingerMs: `${FROM}/session/session-entity.js: the id stays until the reset`,
  scope: `${FROM}/session/session-entity.js: localStorage, followed by storage events`,
  idFormat: `${FROM}/ids/unique-id.js: 16 hexadecimal digits`,
} as const;
