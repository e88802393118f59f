/**
 * Lays out the chart for the visualizer, so that its first load has no layout library: `visualizer/generated/chart-layout.json`, for
 * wide and for narrow screens. With `--check` it compares.
 */
import elk from 'elkjs/lib/elk.bundled.js';
import { writeOrCheck } from './generated.mjs';

const { sessionChart } = await import('../machines/chart.ts');
const { elkGraph, layoutOf } = await import('../visualizer/chart/elk-graph.ts');

/** @typedef {{ readonly guard?: string, readonly target?: string, readonly actions?: readonly string[] }} Transition */
/**
 * @typedef {object} State
 * @property {string} [initial]
 * @property {readonly Transition[]} [always]
 * @property {Readonly<Record<string, readonly Transition[]>>} [on]
 * @property {Readonly<Record<string, State>>} [states]
 */
/** @typedef {import('../visualizer/chart/elk-graph.ts').LabelledArrow} Arrow */
/** @typedef {import('../visualizer/chart/elk-graph.ts').SizedState} SizedState */

const STATE_PX = { width: 140, height: 48 };
/** Below, an outer state says what happened without leaving it. */
const INSET_PX = { top: 44, bottom: 64 };

/** @type {any} */
const Elk = elk;
/** @type {import('elkjs').ELK} */
const engine = new Elk();
/** @type {State} */
const chart = sessionChart;
const shapes = /** @type {const} */ (['wide', 'tall']);
const layouts = await Promise.all(
  shapes.map(async (shape) => [shape, layoutOf(await engine.layout(elkGraph(statesOf(chart, ''), arrowsOf(chart, ''), { shape })))]),
);
writeOrCheck({ 'visualizer/generated/chart-layout.json': `${JSON.stringify(Object.fromEntries(layouts), null, 1)}\n` });

/**
 * @param {State} state
 * @param {string} prefix
 * @returns {SizedState[]}
 */
function statesOf({ states = {} }, prefix) {
  const inner = Object.entries(states).flatMap(([name, state]) => {
    const id = prefix + name;
    return state.states ? [{ id, width: 0, height: 0, inset: INSET_PX }, ...statesOf(state, `${id}.`)] : [{ id, ...STATE_PX }];
  });
  return [{ id: `${prefix}*`, width: 0, height: 0 }, ...inner];
}

/**
 * One arrow between two states, with the guards that lead along it, or the events where it needs none.
 *
 * @param {State} state
 * @param {string} prefix
 * @returns {Arrow[]}
 */
function arrowsOf({ initial, states = {} }, prefix) {
  const inner = Object.entries(states).flatMap(([name, state]) => [
    ...arrowsFrom(name, state, prefix),
    ...arrowsOf(state, `${prefix}${name}.`),
  ]);
  return initial ? [{ from: `${prefix}*`, to: prefix + initial, lines: [] }, ...inner] : inner;
}

/**
 * @param {string} name
 * @param {State} state
 * @param {string} prefix
 * @returns {Arrow[]}
 */
function arrowsFrom(name, { on = {}, always = [] }, prefix) {
  /** @type {Map<string, Set<string>>} */
  const labels = new Map();
  for (const [event, list] of [['', always], ...Object.entries(on)]) {
    for (const { target = name, guard } of /** @type {Transition[]} */ (list)) {
      const label = guard ?? String(event).replace('session.', '');
      if (target !== name) labels.set(target, new Set([...(labels.get(target) ?? []), label]));
    }
  }
  return [...labels].map(([target, words]) => ({ from: prefix + name, to: prefix + target, lines: [...words] }));
}
