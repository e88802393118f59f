import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of Honeycomb for web pages: a session is a page. */
export const honeycombWeb = {
  name: 'honeycomb-web',
  startOn: ['load'],
  extendOn: [],
  endAfter: {},
  then: 'wait',
  scope: 'page',
  idFormat: 'hex32',
} as const satisfies SessionPolicy;

const FROM = '@honeycombio/opentelemetry-web 1.5.1, dist/esm/index.js:6582';

export const honeycombWebSources = {
  startOn: `${FROM}: made on load`,
  extendOn: `${FROM}: nothing (issue 659)`,
  then: `${FROM}: the page ends with it`,
  scope: `${FROM}: memory of the page`,
  idFormat: `${FROM}: 32 hexadecimal digits`,
} as const;
