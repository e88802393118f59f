import { formatSpan } from '../../src/tools/index.ts';

/** A machine as an inspector's protocol tells it: the config of XState 5, or the definition of XState 4. */
export interface MachineDefinition {
  readonly id?: string;
  readonly type?: string;
  readonly initial?: unknown;
  readonly on?: Readonly<Record<string, unknown>>;
  readonly always?: unknown;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly onDone?: unknown;
  readonly invoke?: unknown;
  readonly states?: Readonly<Record<string, MachineDefinition>>;
}
export interface GraphState {
  /** Dotted path. */
  readonly id: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history' | 'start';
  /** What it invokes, and what it does without leaving. */
  readonly notes: readonly string[];
}
/** One way from a state to another, with all that leads along it. */
export interface GraphArrow {
  readonly from: string;
  readonly to: string;
  readonly ways: readonly Way[];
}
interface Way {
  readonly event: string;
  /** The event, and the guard that it needs. */
  readonly line: string;
}
export interface MachineGraph {
  /** What all ids begin with: the box around the machine, where it has one, and a dot. */
  readonly frame: string;
  readonly states: readonly GraphState[];
  readonly arrows: readonly GraphArrow[];
}

interface Transition {
  readonly event: string;
  readonly targets: readonly string[];
  readonly guard: string;
}
type Path = readonly string[];
interface Node {
  readonly path: Path;
  readonly definition: MachineDefinition;
}

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
const nameOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const { type, name, src, id } = (value ?? {}) as Record<'type' | 'name' | 'src' | 'id', unknown>;
  return (
    ([src, name, type, id]
      .map((one) => (typeof one === 'object' ? nameOf(one) : one))
      .find((one) => typeof one === 'string' && one !== '') as string) ?? ''
  );
};
const delayWords = (delay: string) => (/^\d+$/.test(delay) ? formatSpan(Number(delay)) : delay);

/** An event's type in words: `xstate.after.1000.light.green` is `after 1 s`. */
export function eventWords(type: string): string {
  const delay = /^xstate\.after[.(]([^.)#]+)/.exec(type)?.[1];
  if (delay !== undefined) return `after ${delayWords(delay)}`;
  const [, what, source = ''] = /^(?:xstate\.)?(done|error)\.(?:actor|invoke|platform|state)\.?(.*)$/.exec(type) ?? [];
  if (what) return /^\d+\.|\./.test(source) || source === '' ? what : `${what}: ${source}`;
  return type === '' ? 'always' : type;
}

function transitionsOf(value: unknown, event: string): Transition[] {
  return listOf(value).map((one) => {
    if (typeof one === 'string') return { event, targets: [one], guard: '' };
    const { target, guard, cond } = one as Record<'target' | 'guard' | 'cond', unknown>;
    return { event, targets: listOf(target).filter((name) => typeof name === 'string'), guard: nameOf(guard ?? cond) };
  });
}

/** All that can happen in one state. XState 4 lists delays and what is immediate among the events. */
function allOf({ on = {}, always, after = {}, onDone, invoke }: MachineDefinition): Transition[] {
  return [
    ...Object.entries(on).flatMap(([event, value]) => transitionsOf(value, eventWords(event))),
    ...transitionsOf(always, 'always'),
    ...Object.entries(after).flatMap(([delay, value]) => transitionsOf(value, `after ${delayWords(delay)}`)),
    ...transitionsOf(onDone, 'done'),
    ...listOf(invoke).flatMap((one) => {
      const { onDone: done, onError: failed, onSnapshot: told } = one as Record<'onDone' | 'onError' | 'onSnapshot', unknown>;
      return [...transitionsOf(done, 'done'), ...transitionsOf(failed, 'error'), ...transitionsOf(told, 'snapshot')];
    }),
  ];
}

function nodesOf(definition: MachineDefinition, path: Path = []): Node[] {
  return [{ path, definition }, ...Object.entries(definition.states ?? {}).flatMap(([name, state]) => nodesOf(state, [...path, name]))];
}

/** Finds what a target means: `#id`, `.child`, or a sibling. */
function createResolver(nodes: readonly Node[], machine: string) {
  const known = new Set(nodes.map(({ path }) => path.join('.')));
  const ids = new Map(
    nodes.map(({ path, definition: { id } }) => [path.length > 0 && id ? id : [machine, ...path].join('.'), path.join('.')]),
  );
  const withId = (name: string): string | undefined => {
    for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
      const found = ids.get(name.slice(0, end));
      if (found !== undefined) return [found, name.slice(end + 1)].filter(Boolean).join('.');
    }
    return undefined;
  };
  return (source: Path, target: string): string | undefined => {
    const inside = source.join('.');
    const found = target.startsWith('#')
      ? withId(target.slice(1))
      : target.startsWith('.')
        ? [inside, target.slice(1)].filter(Boolean).join('.')
        : [...source.slice(0, -1), target].join('.');
    return found !== undefined && known.has(found) ? found : undefined;
  };
}

const kindOf = ({ type, states }: MachineDefinition): GraphState['kind'] => {
  if (type === 'final' || type === 'history' || type === 'parallel') return type;
  return states && Object.keys(states).length > 0 ? 'compound' : 'atomic';
};
const firstOf = ({ initial, type }: MachineDefinition) => {
  if (type === 'parallel') return '';
  const name = typeof initial === 'string' ? initial : String(listOf((initial as { target?: unknown } | null)?.target)[0] ?? '');
  return name.slice(Math.max(name.lastIndexOf('.'), name.lastIndexOf('#')) + 1);
};

/** What the machine itself answers, in whatever state it is, leads from a box around all of them. */
function framed(definition: MachineDefinition): { readonly frame: string; readonly nodes: readonly Node[] } {
  const nodes = nodesOf(definition);
  const frame = (definition.id ?? 'machine').replaceAll('.', ' ');
  return allOf(definition).length > 0 ? { frame: `${frame}.`, nodes } : { frame: '', nodes };
}

/** The states and arrows of any XState machine. What leads nowhere that is known is left out. */
export function graphOf(definition: MachineDefinition): MachineGraph {
  const { frame, nodes } = framed(definition);
  const resolve = createResolver(nodes, definition.id ?? '(machine)');
  const idOf = (path: string) => (path === '' ? frame.slice(0, -1) : frame + path);
  const states: GraphState[] = [];
  const arrows = new Map<string, { from: string; to: string; ways: Way[] }>();
  const add = (from: string, to: string, way: Way | null) => {
    const arrow = arrows.get(`${from}>${to}`) ?? { from, to, ways: [] };
    arrows.set(`${from}>${to}`, arrow);
    if (way && !arrow.ways.some(({ line }) => line === way.line)) arrow.ways.push(way);
  };
  for (const { path, definition: state } of nodes) {
    const id = idOf(path.join('.'));
    const notes = listOf(state.invoke).map((one) => `runs ${nameOf(one)}`);
    for (const { event, targets, guard } of allOf(state)) {
      const line = guard ? `${event} [${guard}]` : event;
      const found = targets.map((target) => resolve(path, target)).filter((target) => target !== undefined);
      for (const to of found) add(id, idOf(to), { event, line });
      if (targets.length === 0) notes.push(line);
    }
    if (id) states.push({ id, kind: kindOf(state), notes: [...new Set(notes)] });
    const first = firstOf(state);
    if (first && state.states?.[first]) {
      const inside = id ? `${id}.` : '';
      states.push({ id: `${inside}*`, kind: 'start', notes: [] });
      add(`${inside}*`, inside + first, null);
    }
  }
  return { frame, states, arrows: [...arrows.values()] };
}

const lies = (state: string, inside: string) => state === inside || state.startsWith(`${inside}.`);

/** The active states as the graph names them. */
export const statesIn = ({ frame }: MachineGraph, state: string): string =>
  state
    .split(' | ')
    .map((one) => frame + one)
    .join(' | ');

/**
 * The arrows along which a step may have led. The protocols do not tell which transitions were taken, so these are the ones
 * that bear the event and lead from where the machine was to where it is.
 */
export function arrowsTaken(graph: MachineGraph, step: { readonly what: string; readonly from: string; readonly to: string }) {
  const [before, now] = [step.from, step.to].map((state) => statesIn(graph, state).split(' | ')) as [string[], string[]];
  const event = eventWords(step.what);
  return graph.arrows.flatMap(({ from, to, ways }) => {
    if (!before.some((state) => lies(state, from)) || !now.some((state) => lies(state, to))) return [];
    const way = ways.find((one) => one.event === event) ?? ways.find((one) => one.event === '*');
    return way ? [{ from, to, line: way.line }] : [];
  });
}
