import type { Trigger } from '../../machines/policy.ts';
import type { EndedSession, EndReason, LiveSession, MetadataUpdate, SessionChange } from '../../machines/session.ts';
import type { Signal, TelemetrySessions } from '../../src/api/session-provider.ts';

/** Sessions that a test moves by hand: nothing happens of itself. Changes are delivered at once unless held by `isFinal`. */
export interface FakeSessions extends TelemetrySessions {
  isFinal: boolean;
  readonly stamped: (readonly [Signal, number | undefined, string | null])[];
  readonly calls: string[];
  readonly listenerCount: number;
  start(id: string, startTimeMs: number, fields?: Partial<LiveSession>): LiveSession;
  finish(endTimeMs: number, fields?: Partial<EndedSession> & { endReason?: EndReason }, detectedAtMs?: number): EndedSession;
  /** Delivers a change to the subscribers. */
  tell(change: SessionChange): void;
  /** `lost` gives way to `winner`, and the current id is final. */
  supersede(lost: string, winner: string): void;
  settle(): void;
}

export const liveSession = (id: string, startTimeMs: number, fields: Partial<LiveSession> = {}): LiveSession => ({
  id,
  previousId: null,
  ordinal: 1,
  scope: 'default',
  policy: 'test',
  state: 'active',
  startTimeMs,
  startReason: 'load',
  endTimeMs: null,
  endReason: null,
  lapseTimeMs: null,
  lastActivityTimeMs: startTimeMs,
  lastTelemetryTimeMs: null,
  recovered: false,
  evidence: null,
  supersededBy: null,
  sampled: true,
  attributes: {},
  metadata: {},
  telemetry: { total: 0, traces: 0, logs: 0, metrics: 0 },
  partIndex: 0,
  partStartTimeMs: startTimeMs,
  contexts: ['main'],
  revision: 1,
  ...fields,
});

export function createFakeSessions(): FakeSessions {
  const owners: (LiveSession | EndedSession)[] = [];
  const winners = new Map<string, string>();
  const listeners = new Set<(change: SessionChange) => void>();
  const waiting = new Set<() => void>();
  const ownerOf = (atMs = Number.MAX_SAFE_INTEGER) =>
    [...owners].reverse().find(({ startTimeMs, lapseTimeMs }) => startTimeMs <= atMs && atMs < (lapseTimeMs ?? Infinity)) ?? null;
  const fake: FakeSessions = {
    isFinal: true,
    stamped: [],
    calls: [],
    get listenerCount() {
      return listeners.size;
    },
    getSession: ownerOf,
    getSessionId: (atMs) => ownerOf(atMs)?.id ?? null,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    notify: (trigger: Trigger, atMs?: number) => void fake.calls.push(`notify ${trigger} ${atMs}`),
    setMetadata: (fields: MetadataUpdate) => void fake.calls.push(`setMetadata ${JSON.stringify(fields)}`),
    end: (reason) => void fake.calls.push(`end ${reason}`),
    stamp(signal, atMs) {
      const id = ownerOf(atMs)?.id ?? null;
      fake.stamped.push([signal, atMs, id]);
      return id;
    },
    whenFinal(run) {
      if (fake.isFinal) run();
      else waiting.add(run);
      return () => waiting.delete(run);
    },
    finalId: (id) => winners.get(id) ?? id,
    finalize() {
      fake.calls.push('finalize');
      fake.settle();
    },
    start(id, startTimeMs, fields) {
      const session = liveSession(id, startTimeMs, fields);
      owners.push(session);
      return session;
    },
    finish(endTimeMs, fields = {}) {
      const live = owners.pop();
      if (!live) throw new Error('no session to finish');
      const ended = { ...live, state: 'ended', endTimeMs, endReason: 'inactivity', lapseTimeMs: endTimeMs, ...fields } as EndedSession;
      owners.push(ended);
      return ended;
    },
    tell: (change) => {
      for (const listener of [...listeners]) listener(change);
    },
    supersede(lost, winner) {
      winners.set(lost, winner);
      const index = owners.findIndex(({ id }) => id === lost);
      const owner = owners[index];
      if (owner) owners[index] = { ...owner, id: winner } as LiveSession;
      fake.settle();
    },
    settle() {
      fake.isFinal = true;
      const runs = [...waiting];
      waiting.clear();
      for (const run of runs) run();
    },
  };
  return fake;
}
