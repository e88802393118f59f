import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of Embrace for web pages: a hidden page has none. */
export const embraceWeb = {
  name: 'embrace-web',
  startOn: ['load', 'foreground', 'input'],
  extendOn: ['input.keydown', 'input.mousedown', 'input.mousemove', 'input.scroll'],
  extendEveryMs: 30_000,
  endOn: ['background'],
  endAfter: { inactivity: { ms: 1_800_000 }, duration: { ms: 14_400_000 } },
  then: 'wait',
  scope: 'page',
  clock: 'monotonic',
  idFormat: 'uuid4',
} as const satisfies SessionPolicy;

const FROM = '@embrace-io/web-sdk 0.0.15, src/instrumentations/session';

export const embraceWebSources = {
  startOn: `${FROM}: on load, on becoming visible, on input after an end`,
  extendOn: `${FROM}: keydown, mousedown, mousemove, scroll`,
  extendEveryMs: `${FROM}: throttled to 30 s`,
  endOn: `${FROM}: hidden ends it, bkgnd_state`,
  'endAfter.inactivity.ms': `${FROM}: 30 minutes, by timer`,
  'endAfter.duration.ms': `${FROM}: 4 hours, by timer`,
  then: `${FROM}: waits for input or for becoming visible`,
  scope: `${FROM}: memory of the page`,
  clock: `${FROM}: timers measure both limits`,
  idFormat: `${FROM}: uuid v4`,
} as const;
