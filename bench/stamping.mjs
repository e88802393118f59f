/** What a session id on a span or a log record costs: with our processor, with the official one, and with a constant in its place. */
import { ensureLine, ensurePeers } from '../scripts/otel-lines.mjs';
import { interleave, quantile } from './support/interleave.mjs';
import { middle, rowOf } from './support/rows.mjs';
import { processorsOf } from './support/stamping-processors.mjs';
import { turns } from './support/turns.mjs';

/** @typedef {import('./support/stamping-processors.mjs').Name} Name */

export const title = 'Stamping';
const LINES = ['2x', '3x'];
export const variants = LINES.flatMap((line) => [`${line} onStart`, `${line} whole`]);
export const runs = 5;
/** Compiles at once, not when a core is free, so that what the engine has seen by then is more alike from isolate to isolate. */
export const flags = ['--max-semi-space-size=64', '--no-concurrent-recompilation'];
export function prepare() {
  ensurePeers();
  ensureLine('otel-2x');
  ensureLine('otel-3x');
}

/** @type {readonly Name[]} `again` is the constant in another isolate: what it costs over itself is what the measurement is worth. */
const NAMES = ['none', 'constant', 'again', 'calls', 'ours', 'official'];
const CASES = new URL('./support/stamping-cases.mjs', import.meta.url).href;
/** How the engine compiles the same code differs from isolate to isolate by a few percent. */
const ISOLATES = 6;
/** The tenth of the turns that was disturbed least. What a collection costs is a matter of bytes, which `scripts/hot-path.mjs` counts. */
const UNDISTURBED = 0.1;

/** @param {string} variant @returns {Promise<Record<string, number>>} nanoseconds */
export async function measure(variant) {
  const [line = '', what] = variant.split(' ');
  if (what === 'onStart') return onStartOf(await processorsOf(line));
  /** @type {Record<string, number>[]} */
  const groups = [];
  for (let i = 0; i < ISOLATES; i++) {
    groups.push(figuresOf(await turns(CASES, Object.fromEntries(NAMES.map((name) => [name, [line, name]])))));
  }
  return Object.fromEntries(Object.keys(groups[0] ?? {}).map((key) => [key, middle(groups, key)]));
}

/** What each costs, and what it costs over the constant that ran beside it. @param {import('./support/turns.mjs').Turns} all */
function figuresOf(all) {
  /** @type {Record<string, number>} */
  const figures = {};
  for (const key of ['span', 'log', 'start', 'end']) {
    const of = (/** @type {Name} */ name) => quantile(all[name]?.[key] ?? [], UNDISTURBED);
    for (const name of NAMES) {
      figures[`${key} ${name}`] = of(name);
      figures[`${key} ${name} over`] = of(name) - of('constant');
    }
  }
  for (const name of NAMES.flatMap((one) => [one, `${one} over`])) {
    figures[`calls ${name}`] = (figures[`start ${name}`] ?? 0) + (figures[`end ${name}`] ?? 0);
  }
  return figures;
}

/** The call alone, on one span that keeps nothing, so that each call finds it fresh. @param {Record<Name, { spans: any }>} all */
function onStartOf({ constant, ours, official }) {
  const nowMs = Date.now();
  const span = {
    attributes: Object.freeze({}),
    startTime: [Math.floor(nowMs / 1_000), (nowMs % 1_000) * 1e6],
    last: '',
    setAttribute(/** @type {string} */ _key, /** @type {string} */ value) {
      this.last = value;
    },
  };
  return interleave({
    constant: {
      run: (count) => {
        for (let i = 0; i < count; i++) constant.spans.onStart(span);
      },
    },
    ours: {
      run: (count) => {
        for (let i = 0; i < count; i++) ours.spans.onStart(span, null);
      },
    },
    official: {
      run: (count) => {
        for (let i = 0; i < count; i++) official.spans.onStart(span, null);
      },
    },
  });
}

/** @param {Readonly<Record<string, readonly Record<string, number>[]>>} all */
export function rows(all) {
  return LINES.flatMap((line) => {
    const shown = line.replace('x', '.x');
    const calls = (all[`${line} onStart`] ?? []).map((run) => {
      const over = (/** @type {string} */ name) => (run[name] ?? Number.NaN) - (run.constant ?? Number.NaN);
      return { ...run, 'ours over': over('ours'), 'official over': over('official') };
    });
    const whole = all[`${line} whole`] ?? [];
    const of = (/** @type {string} */ key) => whole.map((run) => only(run, key));
    return [
      costRow(`\`onStart\` on one fake span: cost over a constant attribute, ${shown}`, ['constant', 'ours', 'official'], calls),
      costRow(
        `both calls on a span that the SDK made: cost over a constant attribute, ${shown}`,
        ['constant', 'ours', 'official'],
        of('calls'),
      ),
      overRow(
        `of which the call at its start, ${shown}`,
        'ours',
        of('start'),
        `the official one ${Math.round(middle(of('start'), 'official over'))} ns`,
      ),
      overRow(`of which the calls at its end, which the official one leaves alone, ${shown}`, 'ours', of('end')),
      costRow(`span, start to end: cost over a constant attribute, ${shown}`, ['none', 'constant', 'ours', 'official'], of('span')),
      overRow(`of which the SDK's call of an \`onEnding\`, even an empty one, ${shown}`, 'calls', of('span')),
      overRow(`what the measurement is worth: the same constant again, ${shown}`, 'again', of('span')),
      costRow(`log record: cost over a constant attribute, ${shown}`, ['none', 'constant', 'ours', 'official'], of('log')),
      overRow(`of which the SDK's call of \`enabled\`, even one that says no at once, ${shown}`, 'calls', of('log')),
      overRow(`what the measurement is worth: the same constant again, ${shown}`, 'again', of('log')),
    ];
  });
}

/** What concerns spans, or log records. @param {Record<string, number>} run @param {string} key */
const only = (run, key) =>
  Object.fromEntries(
    Object.entries(run)
      .filter(([name]) => name.startsWith(`${key} `))
      .map(([name, ns]) => [name.slice(key.length + 1), ns]),
  );

/** @param {string} what @param {readonly string[]} names @param {readonly Record<string, number>[]} all of each run */
function costRow(what, names, all) {
  const over = (/** @type {string} */ name) => `${name} ${Math.round(middle(all, name))}`;
  return rowOf({
    what,
    against: '@opentelemetry/web-common',
    values: all.map((run) => (run['ours over'] ?? Number.NaN) / (run['official over'] ?? Number.NaN)),
    target: { atMost: 0.6 },
    note: `${names.map(over).join(', ')} ns; over the constant ${Math.round(middle(all, 'ours over'))} against ${Math.round(middle(all, 'official over'))}`,
  });
}

/** @param {string} what @param {string} name @param {readonly Record<string, number>[]} all @param {string} [note] */
const overRow = (what, name, all, note = '') =>
  rowOf({ what, against: 'a constant attribute', unit: 'ns', values: all.map((run) => run[`${name} over`] ?? Number.NaN), note });
