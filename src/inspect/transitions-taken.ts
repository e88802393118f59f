import type { InspectionEvent } from 'xstate';
import { sessionChart, type Transition } from '../../machines/chart.ts';
import type { SessionContext } from '../../machines/context.ts';
import type { SessionEvent } from '../../machines/events.ts';
import { explainGuard } from './explain-guard.ts';
import type { GuardVerdict, TransitionTaken } from './messages.ts';

type Microstep = Extract<InspectionEvent, { type: '@xstate.microstep' }>;
interface State {
  readonly always?: readonly Transition[];
  readonly on?: { readonly [type: string]: readonly Transition[] };
  readonly states?: { readonly [name: string]: State };
}
interface Before {
  readonly event: SessionEvent;
  readonly state: string;
  readonly context: Readonly<SessionContext>;
}
const CHART: State = sessionChart;

/** What can happen in a state, innermost first. */
function candidates(state: string, list: (state: State) => readonly Transition[] | undefined): readonly Transition[] {
  const found: Transition[] = [];
  let states = CHART.states;
  for (const name of state.split('.')) {
    const node: State | undefined = states?.[name];
    found.unshift(...((node && list(node)) ?? []));
    states = node?.states;
  }
  return found;
}

/** The guards that were asked, in their order, until one held. */
function verdicts({ event, state, context }: Before, isAlways: boolean): GuardVerdict[] {
  const asked: GuardVerdict[] = [];
  for (const { guard } of candidates(state, ({ on, always }) => (isAlways ? always : on?.[event.type]))) {
    if (!guard) break;
    const verdict = explainGuard(guard, { context, event });
    asked.push(verdict);
    if (verdict.holds) break;
  }
  return asked;
}

const nameOf = (action: unknown) => (typeof action === 'string' ? action : ((action as { type?: string } | null)?.type ?? ''));

/** The transitions of one microstep; where none was taken, one without source that has the guards that refused. */
export function transitionsTaken({ _transitions: taken }: Microstep, before: Before): TransitionTaken[] {
  const { event } = before;
  if (taken.length === 0) {
    const asked = verdicts(before, false);
    return asked.length > 0 ? [{ event: event.type, source: '', target: null, guard: null, actions: [], verdicts: asked }] : [];
  }
  return taken.map((transition) => {
    const isAlways = transition.eventType === '';
    return {
      event: isAlways ? '' : event.type,
      source: transition.source.path.join('.'),
      target: transition.target?.[0]?.path.join('.') ?? null,
      guard: transition.guard ? nameOf(transition.guard) : null,
      actions: transition.actions.map(nameOf),
      verdicts: verdicts(before, isAlways),
    };
  });
}
