import type { ElkExtendedEdge, ElkNode } from 'elkjs';
import type { Box, Edge, Layout, StateBox } from './layout.ts';

/** A state to be laid out; its id is a dotted path, so that it tells its parent. */
export interface SizedState {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** What an outer state keeps free above and below what it holds. */
  readonly inset?: { readonly top: number; readonly bottom: number };
}
export interface LabelledArrow {
  readonly from: string;
  readonly to: string;
  readonly lines: readonly string[];
}

const LINE_PX = 15;
const CHAR_PX = 6.7;
const START_PX = 12;

/** What every layout shares; https://eclipse.dev/elk/reference/options.html */
const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.json.edgeCoords': 'ROOT',
  'elk.json.shapeCoords': 'ROOT',
  'elk.randomSeed': '1',
  // What comes first stands first, and what leads back is drawn so.
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.spacing.nodeNode': '36',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '30',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
};
/** As the machine's author wrote them; ELK 0.12 fails on it where an arrow leads from a state to one within. */
const IN_ORDER = { 'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES' };
const SHAPES = {
  wide: { 'elk.direction': 'RIGHT' },
  tall: { 'elk.direction': 'DOWN', 'elk.spacing.nodeNode': '24' },
} as const;
export type Shape = keyof typeof SHAPES;
interface ElkWish {
  readonly shape: Shape;
  readonly isOrdered?: boolean;
}

const parentOf = (id: string) => id.slice(0, Math.max(0, id.lastIndexOf('.')));
const isStart = (id: string) => id.endsWith('*');

/** What ELK lays out. A state that is named `*` is the mark from which the initial arrow leads. */
export function elkGraph(states: readonly SizedState[], arrows: readonly LabelledArrow[], { shape, isOrdered = true }: ElkWish): ElkNode {
  const options = { ...OPTIONS, ...SHAPES[shape], ...(isOrdered && IN_ORDER) };
  const nodesIn = (parent: string): ElkNode[] =>
    states
      .filter(({ id }) => parentOf(id) === parent && id !== '')
      .map(({ id, width, height, inset }) => {
        if (isStart(id)) return { id, width: START_PX, height: START_PX };
        const children = nodesIn(id);
        if (children.length === 0) return { id, width, height };
        const padding = `[top=${inset?.top ?? 44},left=20,bottom=${inset?.bottom ?? 20},right=20]`;
        return { id, layoutOptions: { ...options, 'elk.padding': padding, 'elk.nodeSize.minimum': `(${width},${height})` }, children };
      });
  const edges = arrows.map(({ from, to, lines }) => ({
    id: `${from}>${to}`,
    sources: [from],
    targets: [to],
    ...(lines.length > 0 && { labels: [{ id: `${from}>${to}:`, text: lines.join('\n'), ...sizeOf(lines) }] }),
  }));
  return { id: '', layoutOptions: options, children: nodesIn(''), edges };
}

function sizeOf(lines: readonly string[]) {
  return { width: Math.ceil(Math.max(...lines.map((line) => line.length)) * CHAR_PX) + 8, height: lines.length * LINE_PX + 2 };
}

/** What ELK found. */
export function layoutOf(root: ElkNode): Layout {
  const states: StateBox[] = [];
  const edges: Edge[] = [];
  const gather = (node: ElkNode) => {
    for (const child of node.children ?? []) {
      states.push({ id: child.id, ...boxOf(child) });
      gather(child);
    }
    for (const edge of node.edges ?? []) edges.push(edgeOf(edge));
  };
  gather(root);
  return { width: px(root.width), height: px(root.height), states, edges };
}

function edgeOf({ id, sources, targets, sections = [], labels = [] }: ElkExtendedEdge): Edge {
  const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
  return {
    id,
    from: sources[0] ?? '',
    to: targets[0] ?? '',
    points: points.map(({ x, y }) => [px(x), px(y)]),
    labels: labels.map((label) => ({ lines: (label.text ?? '').split('\n'), ...boxOf(label) })),
  };
}

const boxOf = ({ x, y, width, height }: Partial<Box>): Box => ({ x: px(x), y: px(y), width: px(width), height: px(height) });
const px = (value = 0) => Math.round(value * 10) / 10;
