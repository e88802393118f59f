import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of LogRocket for web pages, as documented; its code is not public. */
export const logrocket = {
  name: 'logrocket',
  startOn: ['load', 'input'],
  extendOn: ['input.mousemove', 'input.click', 'input.scroll'],
  endAfter: { inactivity: { ms: 1_800_000, inclusive: true }, background: { ms: 120_000 } },
  then: 'wait',
  scope: 'site',
} as const satisfies SessionPolicy;

const FROM = 'https://docs.logrocket.com/docs/what-defines-a-session';

export const logrocketSources = {
  startOn: `${FROM}: a visit, or activity after the end`,
  extendOn: `${FROM}: mouse movement, clicks, scrolling`,
  'endAfter.inactivity.ms': `${FROM}: 30 minutes of inactivity`,
  'endAfter.inactivity.inclusive': `${FROM}: the boundary is not documented`,
  'endAfter.background.ms': `${FROM}: two minutes after leaving all tabs of the site`,
  then: `${FROM}: with the next activity`,
  scope: `${FROM}: tabs of a site share it`,
} as const;
