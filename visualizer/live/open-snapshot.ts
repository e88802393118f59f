import { signal } from '@preact/signals';
import { type ChartDecision, openSnapshot, replaySnapshot, type SessionSnapshot } from '../../src/debug/index.ts';
import { view } from '../shared/view.ts';
import { attach, choose, type Opened, type RecordedStep } from './recording.ts';

/** What is wrong with the text that was to be opened. */
export const fault = signal<string | null>(null);

const toldText = ({ type, reason }: ChartDecision['transitions'][number]['changes'][number]) =>
  type === 'ended' || type === 'started' ? `${type}: ${reason}` : type;

function stepsOf({ snapshot, replayed }: Opened): RecordedStep[] {
  const played = new Map(replayed.steps.map((step) => [step.seq, step]));
  return snapshot.decisions.flatMap((decision) => {
    if (decision.kind !== 'chart') return [];
    const { seq, event, from, to, transitions } = decision;
    const { session = null, deadline = null } = played.get(seq) ?? {};
    return {
      seq,
      atMs: event.atMs,
      what: 'trigger' in event ? event.trigger : event.type.replace('session.', ''),
      from,
      to,
      transitions,
      told: transitions.flatMap(({ changes }) => changes.map(toldText)),
      record: session && { ...session },
      deadline,
    };
  });
}

const nameOf = ({ policy, takenAtMs }: SessionSnapshot) =>
  `Snapshot, ${policy.name}, ${new Date(takenAtMs).toISOString().slice(0, 16).replace('T', ' ')}`;

/** Shows a snapshot, or a report that was pasted, as what happened to an app; says so where it cannot be read. */
export function showSnapshot(text: string): void {
  view.value = 'live';
  try {
    const snapshot = openSnapshot(text);
    const opened = { snapshot, replayed: replaySnapshot(snapshot) };
    const steps = stepsOf(opened);
    const key = `snapshot ${snapshot.contextId} ${snapshot.takenAtMs}`;
    const triggers = snapshot.decisions.flatMap((decision) =>
      decision.kind === 'activity' ? [{ atMs: decision.atMs, trigger: decision.trigger }] : [],
    );
    const { policy, state, deadlineMs, contextId } = snapshot;
    attach(key, { name: nameOf(snapshot), origin: contextId, isSession: true, policy, state, deadlineMs, steps, triggers, opened });
    choose(key);
    fault.value = null;
  } catch (error) {
    fault.value =
      error instanceof SyntaxError ? 'This is no snapshot: it holds no JSON that can be read.' : String((error as Error).message);
  }
}
