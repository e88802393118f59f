/** Runs a chart without XState: nested states, `on`, `always`, guards, updates, changes and `handAgain`, in XState's order. */

interface Transition {
  readonly guard?: string;
  readonly target?: string;
  readonly actions?: readonly string[];
}
interface State {
  readonly initial?: string;
  readonly always?: readonly Transition[];
  readonly on?: { readonly [type: string]: readonly Transition[] };
  readonly states?: States;
}
type States = { readonly [name: string]: State };
interface Args<Context, Event> {
  readonly context: Context;
  readonly event: Event;
}
/** What the names in a chart mean. */
export interface Rules<Context, Event, Change> {
  readonly guards: { readonly [name: string]: (args: Args<Context, Event>) => boolean };
  readonly updates: { readonly [name: string]: (draft: Context, event: Event) => void };
  readonly changes: { readonly [name: string]: (args: Args<Context, Event>) => Change };
}
interface Run<Context, Event, Change> {
  context: Context;
  event: Event;
  readonly tell: (change: Change) => void;
}
interface Edge<Context, Event, Change> {
  readonly guard: ((args: Args<Context, Event>) => boolean) | undefined;
  readonly acts: readonly ((run: Run<Context, Event, Change>) => void)[];
  readonly target: string | undefined;
  readonly again: boolean;
}
interface Leaf<Context, Event, Change> {
  readonly on: ReadonlyMap<string, readonly Edge<Context, Event, Change>[]>;
  readonly always: readonly Edge<Context, Event, Change>[];
}

/** A chart that runs. */
export interface Steps<Context, Event> {
  /** Takes one event to its end: transitions, what they tell, and what follows of itself. */
  send(event: Event): void;
  /** Dotted, innermost: `live.active`. */
  readonly state: string;
  readonly context: Readonly<Context>;
  /** Begins anew in the initial state, so that a simulator needs one runner for all its users. */
  restart(context: Context): void;
}

/**
 * Compiles a chart.
 *
 * @returns a starter; each run keeps `context` and writes on it.
 * @throws Error naming the state, guard or action that the chart mentions and nothing defines.
 */
export function createStepper<Context extends object, Event extends { readonly type: string }, Change>(
  chart: State,
  rules: Rules<Context, Event, Change>,
): (context: Context, event: Event, tell: (change: Change) => void) => Steps<Context, Event> {
  const leaves = flatten(chart, rules);
  const initial = innermost(chart, '');
  const leafNamed = (name: string) => leaves.get(name) ?? missing('state', name);

  return (context, event, tell) => {
    let leaf = leafNamed(initial);
    const run: Run<Context, Event, Change> = { context, event, tell };
    const take = (edges: readonly Edge<Context, Event, Change>[] | undefined) => {
      if (edges === undefined) return undefined;
      for (const edge of edges) {
        if (edge.guard && !edge.guard(run)) continue;
        for (const act of edge.acts) act(run);
        if (edge.target !== undefined) {
          steps.state = edge.target;
          leaf = leafNamed(edge.target);
        }
        return edge;
      }
      return undefined;
    };
    const settle = () => {
      while (leaf.always.length > 0 && take(leaf.always));
    };
    const steps = {
      state: initial,
      context,
      send(next: Event) {
        run.event = next;
        for (let again = true; again; ) {
          again = take(leaf.on.get(next.type))?.again ?? false;
          settle();
        }
      },
      restart(next: Context) {
        steps.context = run.context = next;
        steps.state = initial;
        leaf = leafNamed(initial);
        settle();
      },
    };
    settle();
    return steps;
  };
}

/** Each leaf knows, innermost first, all that can happen in it. */
function flatten<Context, Event, Change>(chart: State, rules: Rules<Context, Event, Change>) {
  const leaves = new Map<string, Leaf<Context, Event, Change>>();
  const walk = (states: States, prefix: string, outer: Leaf<Context, Event, Change>) => {
    for (const [name, state] of Object.entries(states)) {
      const edges = (list: readonly Transition[] = []) => list.map((transition) => edgeOf(transition, { states, prefix, rules }));
      const on = new Map(outer.on);
      for (const [type, list] of Object.entries(state.on ?? {})) on.set(type, [...edges(list), ...(outer.on.get(type) ?? [])]);
      const leaf = { on, always: [...edges(state.always), ...outer.always] };
      if (state.states) walk(state.states, `${prefix}${name}.`, leaf);
      else leaves.set(prefix + name, leaf);
    }
  };
  walk(chart.states ?? {}, '', { on: new Map(), always: [] });
  return leaves;
}

function edgeOf<Context, Event, Change>(
  { guard, target, actions = [] }: Transition,
  { states, prefix, rules }: { states: States; prefix: string; rules: Rules<Context, Event, Change> },
): Edge<Context, Event, Change> {
  const act = (name: string) => {
    const update = rules.updates[name];
    const change = rules.changes[name];
    if (update) return (run: Run<Context, Event, Change>) => update(run.context, run.event);
    if (change) return (run: Run<Context, Event, Change>) => run.tell(change(run));
    return missing('action', name);
  };
  return {
    guard: guard === undefined ? undefined : (rules.guards[guard] ?? missing('guard', guard)),
    acts: actions.filter((name) => name !== 'handAgain').map(act),
    target: target === undefined ? undefined : innermost(states[target], prefix + target),
    again: actions.includes('handAgain'),
  };
}

function innermost(state: State | undefined, path: string): string {
  if (!state) return missing('state', path);
  if (!state.states) return path;
  const { initial = '' } = state;
  return innermost(state.states[initial], path ? `${path}.${initial}` : initial);
}

function missing(what: string, name: string): never {
  throw new Error(`the chart names the ${what} "${name}", which does not exist`);
}
