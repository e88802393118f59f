import type { EndEvent, SessionEvent, SyncEvent } from '../../machines/events.ts';
import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import type { SessionRecord } from '../../machines/record.ts';
import type { MetadataUpdate } from '../../machines/session.ts';
import { triggerEvent } from '../../machines/triggers.ts';
import { createCore } from './play.ts';
import type { VectorInput } from './vector.ts';

/** A midnight UTC. */
export const T0 = 1_699_920_000_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** A vector without what is expected of it. */
export interface Sketch {
  readonly title: string;
  readonly policy: SessionPolicy;
  readonly input: VectorInput;
  readonly events: readonly SessionEvent[];
  readonly withRecord: boolean;
}

/** Where the events of one vector are put, one after the other. Instants are milliseconds after `T0`. */
export interface Stage {
  trigger(trigger: Trigger, at: number): void;
  tick(at: number): void;
  update(metadata: MetadataUpdate, at: number): void;
  end(at: number, how?: Partial<EndEvent>): void;
  shutdown(at: number): void;
  /** The store, or another context, tells. */
  sync(record: SessionRecord, at: number, how?: Partial<Pick<SyncEvent, 'recovered' | 'evidence' | 'revoke'>>): void;
  send(event: SessionEvent): void;
  readonly state: string;
  /** The deadline of the live session, after `T0`. */
  readonly deadline: number;
  /** What would be stored now. */
  readonly record: SessionRecord;
}

/** Thirty minutes of inactivity, begun and kept alive by input, and whatever else is said. */
export const policyOf = (differs: Partial<SessionPolicy> = {}): SessionPolicy => ({
  name: 'p',
  startOn: ['load', 'input'],
  extendOn: ['input'],
  endAfter: { inactivity: { ms: 30 * MINUTE_MS } },
  then: 'wait',
  scope: 'app',
  ...differs,
});

interface Setting extends Partial<Omit<VectorInput, 'ids'>> {
  readonly ids?: readonly string[];
  /** Tell the record, too. */
  readonly withRecord?: boolean;
}

/** Plays while it is written, so that an event can stand at a deadline that nobody worked out by hand. */
export function sketch(
  title: string,
  policy: SessionPolicy,
  write: (stage: Stage) => void,
  { withRecord = false, ids = [], ...setting }: Setting = {},
): Sketch {
  const events: SessionEvent[] = [];
  // More ids than a vector takes; those that were taken are written.
  const supply = [...ids, ...Array.from({ length: 64 }, (_, index) => `s${index + ids.length + 1}`)];
  const core = createCore(policy, { ...setting, ids: supply });
  let state = 'idle';
  const send = (event: SessionEvent) => {
    events.push(event);
    ({ state } = core.send(event));
  };
  write({
    send,
    get state() {
      return state;
    },
    trigger: (trigger, at) => send(triggerEvent(trigger, T0 + at)),
    tick: (at) => send({ type: 'session.tick', atMs: T0 + at }),
    update: (metadata, at) => send({ type: 'session.update', atMs: T0 + at, metadata }),
    end: (at, how = {}) => send({ type: 'session.end', atMs: T0 + at, reason: 'manual', ...how }),
    shutdown: (at) => send({ type: 'session.shutdown', atMs: T0 + at }),
    sync: (record, at, how = {}) => send({ type: 'session.sync', atMs: T0 + at, record, ...how }),
    get deadline() {
      return core.context.deadlineMs - T0;
    },
    get record() {
      const record = core.record();
      if (!record) throw new Error(`${title}: no session yet`);
      return record;
    },
  });
  return { title, policy, input: { ids: supply.slice(0, core.idsTaken), ...setting }, events, withRecord };
}
