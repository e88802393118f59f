import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of BugSnag for browsers: a session is a page. */
export const bugsnagWeb = {
  name: 'bugsnag-web',
  startOn: ['load', 'manual'],
  extendOn: [],
  endOn: ['manual'],
  endAfter: {},
  then: 'wait',
  scope: 'page',
} as const satisfies SessionPolicy;

const FROM = '@bugsnag/browser 9.0.0, dist/bugsnag.js';

export const bugsnagWebSources = {
  startOn: `${FROM}: autoTrackSessions on load, and startSession()`,
  extendOn: `${FROM}: nothing`,
  endOn: `${FROM}: startSession() replaces it, pauseSession() stops it`,
  then: `${FROM}: the page ends with it`,
  scope: `${FROM}: memory of the page`,
} as const;
