import { changes } from '../../machines/changes.ts';
import { type ActionName, sessionChart, type Transition } from '../../machines/chart.ts';
import type { SessionContext } from '../../machines/context.ts';
import type { SessionEvent } from '../../machines/events.ts';
import type { SessionChange } from '../../machines/session.ts';
import { updates } from '../../machines/updates.ts';
import { explainGuard } from '../inspect/explain-guard.ts';
import type { GuardVerdict } from '../inspect/messages.ts';
import { compareLimit } from './compare-limit.ts';
import type { ToldChange, TransitionTold } from './decisions.ts';

interface State {
  readonly initial?: string;
  readonly always?: readonly Transition[];
  readonly on?: { readonly [type: string]: readonly Transition[] };
  readonly states?: { readonly [name: string]: State };
}
/** Where a chart stands. */
export interface Standing {
  /** Dotted, innermost: `live.active`. */
  readonly state: string;
  readonly context: Readonly<SessionContext>;
}
/** One event, as the chart took it. */
export interface TracedStep {
  readonly before: Standing;
  readonly after: Standing;
  readonly transitions: readonly TransitionTold[];
  readonly changes: readonly SessionChange[];
}
const CHART: State = sessionChart;

interface Level {
  /** Dotted. */
  readonly path: string;
  /** Dotted, with the dot that follows; `''` at the top. */
  readonly prefix: string;
  readonly node: State;
}
/** A state and those around it, innermost first. */
function levels(state: string): Level[] {
  const found: Level[] = [];
  let node: State = CHART;
  let prefix = '';
  for (const name of state.split('.')) {
    const next: State | undefined = node.states?.[name];
    if (!next) throw new Error(`the chart has no state "${prefix}${name}"`);
    found.unshift({ path: prefix + name, prefix, node: next });
    node = next;
    prefix += `${name}.`;
  }
  return found;
}

/** The state that is entered where a transition leads to one that has states of its own. */
function innermost(path: string): string {
  const initial = levels(path)[0]?.node.initial;
  return initial === undefined ? path : innermost(`${path}.${initial}`);
}

/** Tells what an action does, or changes the draft. */
function act(name: ActionName, draft: SessionContext, event: SessionEvent, tell: (change: SessionChange) => void): void {
  if (name === 'handAgain') return;
  if (name in updates) updates[name as keyof typeof updates](draft, event);
  else tell(changes[name as keyof typeof changes]({ context: draft, event }));
}

const isLive = ({ ordinal, endTimeMs }: Readonly<SessionContext>) => ordinal > 0 && endTimeMs === null;

const inShort = ({ type, session, atMs }: SessionChange): ToldChange => ({
  type,
  id: session.id,
  ordinal: session.ordinal,
  atMs,
  reason: session.endReason ?? session.startReason,
});

/**
 * Runs the chart as both runners do, from wherever it stands, and tells how it came to what it did: each guard is asked
 * once, and explained on the very values that it was asked with.
 */
export function traceStep(before: Standing, event: SessionEvent): TracedStep {
  const context: SessionContext = { ...before.context };
  const taken: TransitionTold[] = [];
  const told: SessionChange[] = [];
  let { state } = before;
  /** @returns the actions of the transition that was taken; `null` where none was */
  const take = (list: (node: State) => readonly Transition[] | undefined, name: string): readonly ActionName[] | null => {
    const verdicts: GuardVerdict[] = [];
    const { id } = context;
    const limit = isLive(context) ? compareLimit(context, event.atMs) : null;
    const note = (source: string, { guard, actions = [] }: Transition, target: string | null, changes: readonly SessionChange[]) => {
      const deadlineMs = isLive(context) && Number.isFinite(context.deadlineMs) ? context.deadlineMs : null;
      const fields = { id, limit, deadlineMs, changes: changes.map(inShort) };
      taken.push({ event: name, source, target, guard: guard ?? null, actions, verdicts, ...fields });
      told.push(...changes);
      return actions;
    };
    for (const { path, prefix, node } of levels(state)) {
      for (const transition of list(node) ?? []) {
        const { guard, target, actions = [] } = transition;
        const verdict = guard === undefined ? null : explainGuard(guard, { context, event });
        if (verdict) verdicts.push(verdict);
        if (verdict?.holds === false) continue;
        const changes: SessionChange[] = [];
        for (const action of actions) act(action, context, event, (change) => changes.push(change));
        if (target !== undefined) state = innermost(prefix + target);
        return note(path, transition, target === undefined ? null : prefix + target, changes);
      }
    }
    if (name !== '' && verdicts.length > 0) note('', {}, null, []);
    return null;
  };
  for (let again = true; again; ) {
    again = take(({ on }) => on?.[event.type], event.type)?.includes('handAgain') ?? false;
    while (take(({ always }) => always, '') !== null);
  }
  return { before, after: { state, context }, transitions: taken, changes: told };
}
