/** What an app does all day, at random, and its own diary of it: what the receiver got is judged by the diary. */
import { createChance } from './chance.mjs';

/**
 * @typedef {{ kind: 'up' | 'sign' | 'activity' | 'end' | 'told' | 'named' | 'warned' | 'leaving' | 'killed', life: string, [field: string]: unknown }} Entry
 * `sign`: the session was alive at `t`; `activity`: and its limits run anew; `about`: written before it happens
 */
/**
 * @typedef {{
 *   sessions: import('../../src/full/create-session-provider.ts').Sessions, now(): number, write(entry: object): void,
 *   log(atMs: number): void, span(atMs: number): void,
 * }} App
 */

/** The app works all the time: it never rests for longer. */
const MAX_REST_MS = 150;
/** A page asks the server to write its diary. */
const PAGE_REST_MS = 20;

/**
 * Tells the diary of all that subscribers are told.
 *
 * @param {Pick<App, 'sessions' | 'write'>} app
 */
export function keepDiary({ sessions, write }) {
  sessions.subscribe(({ type, session, atMs }) => {
    const { id, ordinal, startTimeMs, endTimeMs, endReason, recovered } = session;
    write({ kind: 'told', type, id, t: atMs, ordinal, startTimeMs, endTimeMs, endReason, recovered });
  });
}

/**
 * Something happens, and the diary has it however soon the process dies: the time before, and the session after.
 *
 * @param {App} app
 * @param {'sign' | 'activity' | 'end'} kind
 * @param {(atMs: number) => void} run
 */
export function happen({ sessions, now, write }, kind, run) {
  const t = now();
  const before = sessions.getSessionId();
  write({ kind, about: true, t });
  run(t);
  const id = kind === 'end' ? before : sessions.getSessionId();
  const { isFinal } = sessions;
  write({ kind, t, id, isFinal });
  if (!isFinal && id !== null) sessions.whenFinal(() => write({ kind: 'named', id, as: sessions.finalId(id) }));
}

/** @type {readonly [weight: number, run: (app: App, chance: import('./chance.mjs').Chance) => void][]} */
const DEEDS = [
  [12, (app) => happen(app, 'activity', (atMs) => app.sessions.notify('input.click', atMs))],
  [4, (app) => happen(app, 'sign', app.log)],
  [3, (app) => happen(app, 'sign', app.span)],
  [1, (app, chance) => happen(app, 'sign', () => app.sessions.setMetadata({ 'app.step': Math.floor(chance.unit() * 9) }))],
  [0.3, (app) => happen(app, 'end', () => app.sessions.end('app.done'))],
];
const WEIGHT = DEEDS.reduce((sum, [weight]) => sum + weight, 0);

/** @param {import('./chance.mjs').Chance} chance */
function choose(chance) {
  let left = chance.unit() * WEIGHT;
  for (const [weight, run] of DEEDS) {
    left -= weight;
    if (left < 0) return run;
  }
  throw new Error('the weights have another sum');
}

/**
 * Works until it is killed.
 *
 * @param {App} app
 * @param {number} seed
 * @returns stop
 */
export function work(app, seed) {
  const chance = createChance(seed);
  const minRestMs = 'document' in globalThis ? PAGE_REST_MS : 0;
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const step = () => {
    choose(chance)(app, chance);
    const rest = chance.unit();
    timer = setTimeout(step, minRestMs + (rest < 0.4 ? 0 : rest ** 4 * MAX_REST_MS));
  };
  step();
  return () => clearTimeout(timer);
}
