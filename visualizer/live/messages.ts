import type { InspectionMessage } from '../../src/inspect/index.ts';
import type { MachineDefinition } from '../chart/machine-graph.ts';
import { addStep, addTrigger, attach, change, recordings } from './recording.ts';

/** What an app sent, not yet believed. */
export interface Inspected {
  readonly type: string;
  readonly [field: string]: unknown;
}

export const isInspected = (data: unknown): data is Inspected =>
  typeof data === 'object' &&
  data !== null &&
  typeof (data as Inspected).type === 'string' &&
  /^(@xstate|sessionchart|service)\./.test((data as Inspected).type);

const parsed = (value: unknown): Inspected | null => {
  if (typeof value !== 'string') return (value ?? null) as Inspected | null;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
};

/** `{ live: 'active' }` as `live.active`; of parallel states all, side by side. */
function stateText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  return Object.entries(value)
    .map(([outer, inner]) => {
      const rest = stateText(inner);
      return rest ? `${outer}.${rest}` : outer;
    })
    .join(' | ');
}

const isSessionChart = (definition: MachineDefinition | null) =>
  definition?.id === 'session' && ['idle', 'live', 'expired', 'closed'].every((name) => name in (definition.states ?? {}));

/** The last event of each XState actor, until its snapshot tells what came of it. */
const pending = new Map<string, Inspected>();

/** Takes one message of any of the protocols. `source` keeps actors of different windows apart. */
export function receive(message: Inspected, source: string, origin: string): void {
  if (message.type.startsWith('sessionchart.')) receiveOurs(message as unknown as InspectionMessage, source, origin);
  else if (message.type.startsWith('@xstate.')) receiveXState(message, source, origin);
  else receiveXState4(message, source, origin);
}

function receiveOurs(message: InspectionMessage, source: string, origin: string): void {
  const key = `${source} ${message.actor}`;
  switch (message.type) {
    case 'sessionchart.attached':
      if (recordings.value.get(key)?.steps.length) return change(key, () => ({ isAttached: true }));
      return attach(key, { name: message.name, policy: message.policy, origin, isSession: true });
    case 'sessionchart.step': {
      const { atMs, event, from, to, transitions, changes, session, deadline } = message.step;
      if (!recordings.value.has(key)) attach(key, { name: message.actor, origin, isSession: true });
      return addStep(key, {
        atMs,
        what: 'trigger' in event ? event.trigger : event.type.replace('session.', ''),
        from,
        to,
        transitions,
        told: changes.map((one) =>
          one.type === 'ended'
            ? `ended: ${one.session.endReason}`
            : one.type === 'started'
              ? `started: ${one.session.startReason}`
              : one.type,
        ),
        record: session && { ...session },
        deadline,
      });
    }
    case 'sessionchart.trigger':
      return addTrigger(key, { atMs: message.atMs, trigger: message.trigger });
    case 'sessionchart.deadline':
      return change(key, () => ({ deadlineMs: message.deadlineMs, skewMs: message.nowMs - Date.now() }));
    case 'sessionchart.detached':
      return change(key, () => ({ isAttached: false }));
  }
}

interface Snapshot {
  readonly value?: unknown;
  readonly context?: Readonly<Record<string, unknown>>;
}

function stepOf(key: string, what: string, { value, context = {} }: Snapshot, atMs: number): void {
  const before = recordings.value.get(key);
  if (!before) return;
  const to = stateText(value);
  const deadlineMs = before.isSession && typeof context.deadlineMs === 'number' ? context.deadlineMs : null;
  const { input: _, limits: __, ...record } = context;
  addStep(key, {
    atMs: before.isSession && typeof context.seenTimeMs === 'number' ? Math.max(context.seenTimeMs, 0) || atMs : atMs,
    what,
    from: before.state,
    to,
    transitions: movesOf(before.state, to),
    told: [],
    record,
    deadline: deadlineMs !== null && to.startsWith('live') ? { atMs: deadlineMs, limits: [] } : null,
  });
}

/** These protocols do not tell which transition was taken; where the state changed, an arrow between the two is the most that can be said. */
function movesOf(from: string, to: string) {
  const [a = '', b = ''] = [from, to].map((state) => (from.split('.')[0] === to.split('.')[0] ? state : (state.split('.')[0] ?? '')));
  return a === b || a === '' ? [] : [{ event: '', source: a, target: b, guard: null, actions: [], verdicts: [] }];
}

function receiveXState(message: Inspected, source: string, origin: string): void {
  const key = `${source} ${String(message.sessionId)}`;
  const atMs = Number(message.createdAt) || Date.now();
  const snapshot = (message.snapshot ?? {}) as Snapshot;
  if (message.type === '@xstate.actor') {
    const definition = parsed(message.definition) as MachineDefinition | null;
    attach(key, {
      name: String(message.name ?? message.sessionId),
      origin,
      definition,
      isSession: isSessionChart(definition),
      state: stateText(snapshot.value),
    });
  } else if (message.type === '@xstate.event') {
    pending.set(key, message);
  } else if (message.type === '@xstate.snapshot') {
    if (!recordings.value.has(key)) attach(key, { name: String(message.sessionId), origin, isSession: false });
    const event = (message.event ?? pending.get(key)?.event) as { type?: string; trigger?: string } | undefined;
    stepOf(key, event?.trigger ?? event?.type ?? '', snapshot, atMs);
  }
}

/** `@xstate/inspect` 0.8, of XState 4: machines, states and events come as JSON text. */
function receiveXState4(message: Inspected, source: string, origin: string): void {
  const key = `${source} ${String(message.sessionId)}`;
  if (message.type === 'service.register') {
    const definition = parsed(message.machine) as MachineDefinition | null;
    const state = parsed(message.state) as Snapshot | null;
    attach(key, {
      name: definition?.id ?? String(message.id ?? message.sessionId),
      origin,
      definition,
      isSession: false,
      state: stateText(state?.value),
    });
  } else if (message.type === 'service.event') {
    const event = parsed(message.event);
    if (event) pending.set(key, event);
  } else if (message.type === 'service.state') {
    const state = parsed(message.state) as (Snapshot & { event?: { type?: string } }) | null;
    if (state) stepOf(key, state.event?.type ?? String(pending.get(key)?.name ?? ''), state, Date.now());
  } else if (message.type === 'service.stop') {
    change(key, () => ({ isAttached: false }));
  }
}
