import Elk from 'elkjs/lib/elk-api.js';
import elkWorker from 'elkjs/lib/elk-worker.min.js?url';
import { elkGraph, layoutOf, type Shape, type SizedState } from './elk-graph.ts';
import { type Layout, lastName } from './layout.ts';
import type { GraphState, MachineGraph } from './machine-graph.ts';

/** More states than these are no drawing any more. */
export const MOST_STATES = 150;
export const NAME_PX = 24;
export const NOTE_PX = 15;
const CHAR_PX = { name: 9, note: 6.7 };

/** ELK has 450 kB, gzipped, and takes its time: it comes when it is first needed, and works in a worker. */
let engine: InstanceType<typeof Elk> | null = null;
const laidOut = new WeakMap<MachineGraph, { [shape in Shape]?: Promise<Layout> }>();

function sizeOf({ id, kind, notes }: GraphState): SizedState {
  const isOuter = kind === 'compound' || kind === 'parallel';
  const name = lastName(id).length * CHAR_PX.name + (kind === 'parallel' ? 60 : 0);
  const width = Math.ceil(Math.max(84, name + 36, ...notes.map((note) => note.length * CHAR_PX.note + 28)));
  const inset = { top: NAME_PX + notes.length * NOTE_PX + 18, bottom: 20 };
  return { id, width, height: isOuter ? inset.top : NAME_PX + notes.length * NOTE_PX + 14, inset };
}

/** @throws Error where the machine has too many states, or ELK cannot be had */
export function layOutMachine(graph: MachineGraph, shape: Shape): Promise<Layout> {
  if (graph.states.length > MOST_STATES)
    return Promise.reject(new Error(`expected at most ${MOST_STATES} states, came ${graph.states.length}`));
  engine ??= new Elk({ workerUrl: elkWorker });
  const known = laidOut.get(graph) ?? {};
  laidOut.set(graph, known);
  known[shape] ??= layOut(engine, graph, shape);
  return known[shape];
}

async function layOut(elk: InstanceType<typeof Elk>, graph: MachineGraph, shape: Shape): Promise<Layout> {
  const states = graph.states.map(sizeOf);
  const arrows = graph.arrows.map(({ from, to, ways }) => ({ from, to, lines: ways.map(({ line }) => line) }));
  const isInward = arrows.some(({ from, to }) => to.startsWith(`${from}.`));
  return layoutOf(await elk.layout(elkGraph(states, arrows, { shape, isOrdered: !isInward })));
}
