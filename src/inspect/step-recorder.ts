import type { InspectionEvent } from 'xstate';
import { liveSession } from '../../machines/changes.ts';
import type { SessionContext } from '../../machines/context.ts';
import { recordOf } from '../../machines/context.ts';
import type { SessionEvent } from '../../machines/events.ts';
import { sessionOf } from '../../machines/record.ts';
import type { SessionChange } from '../../machines/session.ts';
import { explainDeadline } from './explain-deadline.ts';
import type { InspectedStep, TransitionTaken } from './messages.ts';
import { transitionsTaken } from './transitions-taken.ts';

interface Snapshot {
  readonly value: string | Readonly<Record<string, string>>;
  readonly context: Readonly<SessionContext>;
}
interface Open {
  readonly event: SessionEvent;
  readonly before: Snapshot;
  readonly transitions: TransitionTaken[];
  readonly changes: SessionChange[];
  /** After the last microstep. */
  at: Snapshot;
}
interface SessionActorLike {
  readonly sessionId: string;
  getSnapshot(): unknown;
  on(type: '*', listener: (change: SessionChange) => void): unknown;
}

const stateOf = ({ value }: Snapshot): string =>
  typeof value === 'string' ? value : (Object.entries(value).map(([outer, inner]) => `${outer}.${inner}`)[0] ?? '');

const isSession = (snapshot: unknown): snapshot is Snapshot =>
  typeof (snapshot as Snapshot | null)?.context?.deadlineMs === 'number' && 'idleFromMs' in (snapshot as Snapshot).context;

/**
 * Watches the actor of one session machine. Hand what it returns to `createActor` or `createSessionProvider` as `inspect`.
 * An actor of any other machine is left alone.
 */
export function createStepRecorder(onStep: (step: InspectedStep) => void): (event: InspectionEvent) => void {
  let open: Open | null = null;
  let last: Snapshot | null = null;
  let changes: SessionChange[] = [];
  const begin = (event: SessionEvent, before: Snapshot) => {
    changes = [];
    open = { event, before, at: before, transitions: [], changes };
  };
  const end = ({ event, before, transitions, changes: told }: Open, after: Snapshot) => {
    open = null;
    if (event.type.startsWith('xstate.')) return;
    onStep(stepTold({ event, from: stateOf(before), transitions, changes: told }, after));
  };
  return (inspected) => {
    const actor = inspected.actorRef as unknown as SessionActorLike;
    if (inspected.type === '@xstate.actor') {
      actor.on('*', (change) => changes.push(change));
      return;
    }
    if (inspected.type === '@xstate.event') {
      const before = last ?? actor.getSnapshot();
      if (isSession(before)) begin(inspected.event as SessionEvent, before);
    } else if (inspected.type === '@xstate.microstep' && open && isSession(inspected.snapshot)) {
      open.transitions.push(...transitionsTaken(inspected, { event: open.event, state: stateOf(open.at), context: open.at.context }));
      open.at = inspected.snapshot;
    } else if (inspected.type === '@xstate.snapshot' && isSession(inspected.snapshot)) {
      last = inspected.snapshot;
      if (open) end(open, inspected.snapshot);
    }
  };
}

function stepTold({ event, ...told }: Pick<InspectedStep, 'event' | 'from' | 'transitions' | 'changes'>, after: Snapshot): InspectedStep {
  const { context } = after;
  const isLive = context.ordinal > 0 && context.endTimeMs === null;
  const record = recordOf(context);
  return {
    ...told,
    event,
    atMs: event.atMs,
    to: stateOf(after),
    session: isLive ? liveSession(context) : record && sessionOf(record),
    deadline: isLive ? explainDeadline(context) : null,
  };
}
