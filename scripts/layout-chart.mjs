/**
 * Lays out the chart for the visualizer, so that no layout library is shipped: `visualizer/generated/chart-layout.json`, for wide and
 * for narrow screens. With `--check` it compares.
 */
import elk from 'elkjs/lib/elk.bundled.js';
import { writeOrCheck } from './generated.mjs';

const { sessionChart } = await import('../machines/chart.ts');

/** @typedef {{ readonly guard?: string, readonly target?: string, readonly actions?: readonly string[] }} Transition */
/**
 * @typedef {object} State
 * @property {string} [initial]
 * @property {readonly Transition[]} [always]
 * @property {Readonly<Record<string, readonly Transition[]>>} [on]
 * @property {Readonly<Record<string, State>>} [states]
 */
/** @typedef {import('elkjs').ElkNode} ElkNode */
/** @typedef {import('elkjs').ElkExtendedEdge} ElkEdge */

const LINE_PX = 15;
const CHAR_PX = 6.7;
const STATE_PX = { width: 128, height: 48 };

/** What every layout shares; https://eclipse.dev/elk/reference/options.html */
const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.edgeCoords': 'ROOT',
  'elk.json.shapeCoords': 'ROOT',
  'elk.randomSeed': '1',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.spacing.nodeNode': '36',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '30',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
};

/** @type {Readonly<Record<string, Record<string, string>>>} */
const SHAPES = {
  wide: { 'elk.direction': 'RIGHT' },
  tall: { 'elk.direction': 'DOWN', 'elk.spacing.nodeNode': '24' },
};

/** @type {any} */
const Elk = elk;
/** @type {import('elkjs').ELK} */
const engine = new Elk();
const layouts = await Promise.all(Object.entries(SHAPES).map(async ([name, options]) => [name, told(await engine.layout(graph(options)))]));
writeOrCheck({ 'visualizer/generated/chart-layout.json': `${JSON.stringify(Object.fromEntries(layouts), null, 1)}\n` });

/**
 * @param {Record<string, string>} options
 * @returns {ElkNode}
 */
function graph(options) {
  /** @type {State} */
  const chart = sessionChart;
  const direction = { ...OPTIONS, ...options };
  return { id: '', layoutOptions: direction, children: nodesOf(chart, '', direction), edges: edgesOf(chart, '') };
}

/**
 * @param {State} state
 * @param {string} prefix
 * @param {Record<string, string>} options
 * @returns {ElkNode[]}
 */
function nodesOf({ states = {} }, prefix, options) {
  const start = { id: `${prefix}*`, width: 12, height: 12 };
  const nodes = Object.entries(states).map(([name, state]) => {
    const id = prefix + name;
    if (!state.states) return { id, ...STATE_PX };
    const padding = { ...options, 'elk.padding': '[top=44,left=20,bottom=64,right=20]' };
    return { id, layoutOptions: padding, children: nodesOf(state, `${id}.`, options) };
  });
  return [start, ...nodes];
}

/**
 * One arrow between two states, with the guards that lead along it, or the events where it needs none.
 *
 * @param {State} state
 * @param {string} prefix
 * @returns {ElkEdge[]}
 */
function edgesOf({ initial, states = {} }, prefix) {
  const inner = Object.entries(states).flatMap(([name, state]) => [...arrows(name, state, prefix), ...edgesOf(state, `${prefix}${name}.`)]);
  return initial ? [{ id: `${prefix}*>${prefix}${initial}`, sources: [`${prefix}*`], targets: [prefix + initial] }, ...inner] : inner;
}

/**
 * @param {string} name
 * @param {State} state
 * @param {string} prefix
 * @returns {ElkEdge[]}
 */
function arrows(name, { on = {}, always = [] }, prefix) {
  /** @type {Map<string, Set<string>>} */
  const labels = new Map();
  for (const [event, list] of [['', always], ...Object.entries(on)]) {
    for (const { target = name, guard } of /** @type {Transition[]} */ (list)) {
      const label = guard ?? String(event).replace('session.', '');
      if (target !== name) labels.set(target, new Set([...(labels.get(target) ?? []), label]));
    }
  }
  return [...labels].map(([target, words]) => ({
    id: `${prefix}${name}>${prefix}${target}`,
    sources: [prefix + name],
    targets: [prefix + target],
    labels: [{ id: `${name}>${target}`, text: [...words].join('\n'), ...sizeOf([...words]) }],
  }));
}

/** @param {readonly string[]} lines */
function sizeOf(lines) {
  return { width: Math.ceil(Math.max(...lines.map((line) => line.length)) * CHAR_PX) + 8, height: lines.length * LINE_PX + 2 };
}

/** @param {ElkNode} root */
function told(root) {
  /** @type {{ id: string, x: number, y: number, width: number, height: number }[]} */
  const states = [];
  const walk = (/** @type {ElkNode} */ node) => {
    for (const child of node.children ?? []) {
      states.push({ id: child.id, ...box(child) });
      walk(child);
    }
  };
  walk(root);
  /** @type {ElkEdge[]} */
  const edges = [];
  const gather = (/** @type {ElkNode} */ node) => {
    edges.push(...(node.edges ?? []));
    for (const child of node.children ?? []) gather(child);
  };
  gather(root);
  return { width: px(root.width), height: px(root.height), states, edges: edges.map(edgeTold) };
}

/** @param {ElkEdge} edge */
function edgeTold({ id, sources, targets, sections = [], labels = [] }) {
  const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
  return {
    id,
    from: sources[0],
    to: targets[0],
    points: points.map(({ x, y }) => [px(x), px(y)]),
    labels: labels.map((label) => ({ lines: (label.text ?? '').split('\n'), ...box(label) })),
  };
}

/** @param {{ x?: number, y?: number, width?: number, height?: number }} shape */
function box({ x, y, width, height }) {
  return { x: px(x), y: px(y), width: px(width), height: px(height) };
}

/** @param {number} [value] */
function px(value = 0) {
  return Math.round(value * 10) / 10;
}
