import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of Raygun for JavaScript. */
export const raygunWeb = {
  name: 'raygun-web',
  startOn: ['load', 'foreground', 'input.click'],
  extendOn: ['load', 'foreground', 'input.click'],
  endAfter: { inactivity: { ms: 1_800_000, inclusive: true } },
  then: 'wait',
  lingerMs: null,
  scope: 'origin',
  adopt: 'on-load',
  withoutStore: 'none',
  idFormat: 'base62-32',
} as const satisfies SessionPolicy;

const FROM = 'raygun4js 3.1.4, dist/raygun.js:2795';

export const raygunWebSources = {
  startOn: `${FROM}: on load, on click and on becoming visible`,
  extendOn: `${FROM}: the same three note the time`,
  'endAfter.inactivity.ms': `${FROM}: 30 minutes`,
  'endAfter.inactivity.inclusive': `${FROM}: compared with >; measured: over at 1,800,001 ms`,
  then: `${FROM}: judged with these three only`,
  lingerMs: `${FROM}: the id stays until the next`,
  scope: `${FROM}: localStorage, raygun4js-sid`,
  adopt: `${FROM}: read on load; a tab that comes back writes its own`,
  withoutStore: `${FROM}: a storage that throws keeps it from starting, measured`,
  idFormat: `${FROM}: 32 letters and digits`,
} as const;
