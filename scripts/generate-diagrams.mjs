/** The generated parts of `machines/README.md`: the diagram (in `README.md`, too), its transitions as a table, and the fields of a policy. */
import { readFileSync } from 'node:fs';
import { sessionChart } from '../machines/chart.ts';
import { policySchema } from '../machines/policy-schema.ts';
import { ROOT } from './entries.mjs';
import { POLICY } from './schema-descriptions.mjs';

const README = 'machines/README.md';

/** @typedef {{ readonly guard?: string, readonly target?: string, readonly actions?: readonly string[] }} Transition */
/**
 * @typedef {object} State
 * @property {string} [initial]
 * @property {readonly Transition[]} [always]
 * @property {Readonly<Record<string, readonly Transition[]>>} [on]
 * @property {Readonly<Record<string, State>>} [states]
 */
/** @typedef {{ readonly events: string[], readonly order: number, readonly transition: Transition }} Row */

/** @returns {Record<string, string>} path to text */
export function diagramFiles() {
  const parts = { diagram: diagram(sessionChart), transitions: transitions(sessionChart), policy: policyFields() };
  const text = readFileSync(ROOT + README, 'utf8');
  return {
    [README]: Object.entries(parts).reduce((whole, [name, part]) => put(whole, name, part), text),
    'README.md': put(readFileSync(`${ROOT}README.md`, 'utf8'), 'diagram', parts.diagram),
  };
}

/**
 * @param {string} text
 * @param {string} name
 * @param {string} part
 */
function put(text, name, part) {
  const pattern = new RegExp(`(<!-- generated: ${name} -->\n)[^]*?(<!-- /generated -->)`);
  if (!pattern.test(text)) throw new Error(`there is no place for "${name}"`);
  return text.replace(pattern, (_, open, close) => `${open}\n${part}\n\n${close}`);
}

/**
 * The chart as a mermaid state diagram; what does not leave its state is left to the table.
 *
 * @param {State} chart
 */
export function diagram(chart) {
  return ['```mermaid', 'stateDiagram-v2', ...statesOf(chart, '  '), '```'].join('\n');
}

/**
 * @param {State} state
 * @param {string} indent
 * @returns {string[]}
 */
function statesOf({ initial, states = {} }, indent) {
  const lines = Object.entries(states).flatMap(([name, state]) => {
    const inner = state.states ? [`${indent}state ${name} {`, ...statesOf(state, `${indent}  `), `${indent}}`] : [];
    const isFinal = !state.on && !state.always && !state.states;
    return [...inner, ...edgesOf(name, state, indent), ...(isFinal ? [`${indent}${name} --> [*]`] : [])];
  });
  return [`${indent}[*] --> ${initial}`, ...lines];
}

/**
 * An arrow says which guards lead along it, or the event where it needs none.
 *
 * @param {string} name
 * @param {State} state
 * @param {string} indent
 */
function edgesOf(name, state, indent) {
  /** @type {Map<string, Set<string>>} */
  const labels = new Map();
  for (const { events, transition } of rowsOf(state)) {
    const { target = name, guard } = transition;
    if (target !== name) labels.set(target, new Set([...(labels.get(target) ?? []), ...(guard ? [guard] : events)]));
  }
  return [...labels].map(([target, words]) => `${indent}${name} --> ${target} : ${[...words].join('<br/>')}`);
}

/**
 * What can happen in a state, the same of several events in one row. `events` is empty where it needs none.
 *
 * @param {State} state
 * @returns {Row[]}
 */
function rowsOf({ on = {}, always = [] }) {
  /** @type {Map<string, Row>} */
  const rows = new Map();
  for (const [type, list] of Object.entries(on)) {
    list.forEach((transition, index) => {
      const key = JSON.stringify([index, transition]);
      const row = rows.get(key) ?? { events: [], order: index + 1, transition };
      row.events.push(type.replace('session.', ''));
      rows.set(key, row);
    });
  }
  return [...always.map((transition, index) => ({ events: [], order: index + 1, transition })), ...rows.values()];
}

/**
 * @param {State} chart
 */
export function transitions(chart) {
  const lines = tablesOf(chart).flatMap(({ names, state }) => [
    `**${names.join(', ')}**`,
    '',
    '| Event | Asked | If | Goes to | Does |',
    '|---|---|---|---|---|',
    ...rowsOf(state).map(({ events, order, transition: { guard, target, actions = [] } }) => {
      const does = actions.map((action) => `\`${action}\``).join(', ');
      return `| ${events.join(', ') || 'at once'} | ${order} | ${guard ? `\`${guard}\`` : 'always'} | ${target ?? 'stays'} | ${does} |`;
    }),
    '',
  ]);
  return lines.join('\n').trimEnd();
}

/**
 * States that can do the same share a table.
 *
 * @param {State} chart
 * @returns {{ names: string[], state: State }[]}
 */
function tablesOf(chart) {
  /** @type {Map<string, { names: string[], state: State }>} */
  const tables = new Map();
  const add = (/** @type {string} */ name, /** @type {State} */ state) => {
    if (rowsOf(state).length === 0) return;
    const key = JSON.stringify([state.on, state.always]);
    tables.set(key, { names: [...(tables.get(key)?.names ?? []), name], state });
  };
  const walk = (/** @type {State} */ { states = {} }, /** @type {string} */ prefix) => {
    for (const [name, state] of Object.entries(states)) {
      add(prefix + name, { ...(state.on && { on: state.on }) });
      walk(state, `${prefix}${name}.`);
      add(prefix + name, { ...(state.always && { always: state.always }) });
    }
  };
  walk(chart, '');
  return [...tables.values()];
}

/** The fields of a policy, as a table. */
function policyFields() {
  const required = new Set(policySchema.required.map(String));
  const limit = Object.keys(policySchema.properties.endAfter.properties.inactivity.properties);
  const rows = Object.keys(POLICY)
    .filter((path) => path !== '')
    .map((path) => {
      const name = limit.includes(path) ? `(limit)\`.${path}\`` : `\`${path}\``;
      return `| ${name} | ${required.has(path) ? 'yes' : ''} | ${POLICY[path]} |`;
    });
  return ['| Field | Required | Meaning |', '|---|---|---|', ...rows].join('\n');
}
