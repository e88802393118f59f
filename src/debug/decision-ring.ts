import type { Decision, NewDecision } from './decisions.ts';

/** The last decisions, oldest first. */
export interface DecisionRing {
  /** @returns the decision where it is worth a line, `null` where it repeats one since which nothing else was decided */
  add(decision: NewDecision): Decision | null;
  readonly decisions: readonly Decision[];
}

/** What is made over and over while nothing happens to the session; `null`: worth a line each time. */
function repetitionOf(decision: NewDecision): string | null {
  switch (decision.kind) {
    case 'activity':
      return `activity ${decision.trigger}`;
    case 'store':
      return decision.what === 'heard' ? 'heard' : null;
    case 'warning':
      return `warning ${decision.message}`;
    case 'chart': {
      const { event, transitions } = decision;
      if (event.type === 'session.pulse') return 'pulse';
      const isQuiet = transitions.every(({ source }) => source === '');
      return isQuiet ? `${event.type} ${'trigger' in event ? event.trigger : ''}` : null;
    }
  }
}

/** The chart heard two pulses, one after the other, and could have heard this one. */
function joined(first: Decision, next: NewDecision): NewDecision {
  if (first.kind !== 'chart' || next.kind !== 'chart' || first.event.type !== 'session.pulse' || next.event.type !== 'session.pulse')
    return next;
  const [a, b] = [first.event.stamped, next.event.stamped];
  const stamped = { total: a.total + b.total, traces: a.traces + b.traces, logs: a.logs + b.logs, metrics: a.metrics + b.metrics };
  return { ...next, event: { ...next.event, stamped } };
}

/** Keeps the last `size` decisions. What repeats itself is counted, so that an hour of clicks does not push the night's one end out. */
export function createDecisionRing(size: number, onDrop: (dropped: Decision) => void = () => {}): DecisionRing {
  const kept: Decision[] = [];
  const repeated = new Map<string, Decision>();
  let seq = 0;
  const push = (decision: Decision) => {
    kept.push(decision);
    if (kept.length <= size) return;
    const dropped = kept.shift() as Decision;
    for (const [key, one] of repeated) if (one === dropped) repeated.delete(key);
    onDrop(dropped);
  };
  return {
    add(decision) {
      const key = repetitionOf(decision);
      const known = key === null ? undefined : repeated.get(key);
      if (key === null) repeated.clear();
      if (known === undefined) {
        const made = { ...decision, seq: ++seq, count: 1, lastMs: decision.atMs } as Decision;
        if (key !== null) repeated.set(key, made);
        push(made);
        return made;
      }
      const { seq: first, atMs, count } = known;
      const again = { ...joined(known, decision), seq: first, atMs, count: count + 1, lastMs: decision.atMs } as Decision;
      kept[kept.indexOf(known)] = again;
      repeated.set(key as string, again);
      return null;
    },
    get decisions() {
      return [...kept];
    },
  };
}
