import type { SessionPolicy } from '../../machines/policy.ts';

/** Release-health sessions of Sentry for browsers: a session is a page. */
export const sentryWeb = {
  name: 'sentry-web',
  startOn: ['load'],
  extendOn: [],
  endAfter: {},
  then: 'wait',
  scope: 'page',
  idFormat: 'hex32',
} as const satisfies SessionPolicy;

const FROM = '@sentry/browser 11.12.0, integrations/browsersession.js';

export const sentryWebSources = {
  startOn: `${FROM}: startSession when the integration is set up; the default life cycle is page since version 11, route by option`,
  extendOn: `${FROM}: nothing`,
  then: `${FROM}: the page ends with it`,
  scope: `${FROM}: memory of the page`,
  idFormat: `${FROM}: 32 hexadecimal digits`,
} as const;
