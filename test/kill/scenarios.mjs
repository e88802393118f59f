/** What is killed, how it goes on, and by which policy. */

const MINUTE_MS = 60_000;

/** Limits as in life; the clock of the next start is set to later. */
const LONG = {
  name: 'long',
  startOn: ['load', 'input'],
  extendOn: ['load', 'input'],
  endAfter: { inactivity: { ms: 30 * MINUTE_MS }, duration: { ms: 240 * MINUTE_MS } },
  then: 'wait',
  scope: 'app',
};

/**
 * @typedef {{
 *   name: string, share: number, policy: typeof LONG & { endOn?: string[] }, processes: number, lifeMs: readonly [number, number],
 *   awayMs: readonly (readonly [number, number])[], exits: number, crashes: boolean,
 * }} Scenario
 * `share` of all kills; `lifeMs` from the first line of the app to its kill; `awayMs`: how long until the next start; `exits`: the share of
 * lives that end by themselves; `crashes`: the app has a crash reporter
 */

/** @type {Omit<Scenario, 'name' | 'share'>} */
const usual = {
  policy: LONG,
  processes: 1,
  lifeMs: [0, 4_500],
  awayMs: [
    [MINUTE_MS, 29 * MINUTE_MS],
    [0, 5_000],
    [31 * MINUTE_MS, 300 * MINUTE_MS],
  ],
  exits: 0.1,
  crashes: false,
};

/** @type {readonly Scenario[]} */
export const NODE_SCENARIOS = [
  { ...usual, name: 'a process', share: 0.25 },
  { ...usual, name: 'as it starts', share: 0.2, lifeMs: [0, 120] },
  {
    ...usual,
    name: 'sessions of a few seconds, renewed',
    share: 0.2,
    policy: { ...LONG, name: 'short', endAfter: { inactivity: { ms: 1_500 }, duration: { ms: 3_000 } }, then: 'renew' },
    awayMs: [
      [0, 1_000],
      [0, 20_000],
    ],
  },
  { ...usual, name: 'a session for each start', share: 0.05, policy: { ...LONG, name: 'restart', endOn: ['load'] } },
  { ...usual, name: 'a process with a crash reporter', share: 0.05, crashes: true },
  { ...usual, name: 'three processes on one store', share: 0.25, processes: 3 },
];

/**
 * @typedef {{
 *   name: string, share: number, policy: typeof LONG, pages: number, kills: 'browser' | 'renderer', lifeMs: readonly [number, number],
 *   awayMs: readonly (readonly [number, number])[],
 * }} PageScenario
 */

const PAGE = {
  policy: { ...LONG, startOn: ['load', 'input', 'foreground'], extendOn: ['load', 'input', 'foreground'], scope: 'origin' },
  pages: 1,
  lifeMs: usual.lifeMs,
  awayMs: usual.awayMs,
};

/** @type {readonly PageScenario[]} */
export const PAGE_SCENARIOS = [
  { ...PAGE, name: 'Chromium, whole', share: 0.35, kills: 'browser' },
  { ...PAGE, name: 'Chromium, whole, with two tabs', share: 0.15, kills: 'browser', pages: 2 },
  { ...PAGE, name: 'a renderer', share: 0.35, kills: 'renderer' },
  { ...PAGE, name: 'renderers of two tabs', share: 0.15, kills: 'renderer', pages: 2 },
];
