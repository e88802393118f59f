import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of the Amplitude browser SDK, autocapture off. A page shows the stored session, however old, until its first event. */
export const amplitudeWeb = {
  name: 'amplitude-web',
  startOn: ['load.first', 'telemetry'],
  extendOn: ['telemetry', 'manual.extend'],
  endAfter: { inactivity: { ms: 1_800_000, inclusive: true } },
  then: 'wait',
  lingerMs: null,
  scope: 'site',
  adopt: 'on-load',
  idFormat: 'epoch-ms',
} as const satisfies SessionPolicy;

const FROM = '@amplitude/analytics-browser 2.47.0';

export const amplitudeWebSources = {
  startOn: `${FROM}, lib/esm/browser-client.js: init sets one where none is stored; process() where an event comes late`,
  extendOn: `${FROM}, browser-client.js: each event, and extendSession()`,
  'endAfter.inactivity.ms': `${FROM}, lib/esm/config.js: sessionTimeout 30 minutes`,
  'endAfter.inactivity.inclusive': `${FROM}, core 2.58.0 session.js: now - lastEventTime > timeout`,
  then: `${FROM}, browser-client.js: judged with an event only`,
  lingerMs: `${FROM}, browser-client.js: config.sessionId stays`,
  scope: `${FROM}, lib/esm/config.js: the cookie AMP_`,
  adopt: `${FROM}, browser-client.js: the cookie is read in init`,
  idFormat: `${FROM}, browser-client.js: Date.now() is the id`,
} as const;
