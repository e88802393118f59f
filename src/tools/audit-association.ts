import type { SignalCounts } from './audit-events.ts';
import { identityOf, type SessionEvidence } from './audit-evidence.ts';
import type { IdentitySet } from './audit-identities.ts';
import { type OtlpAttributes, readValue, textAt } from './otlp/attributes.ts';
import type { OtlpRecord } from './otlp/records.ts';

/** Joins records that name no session to sessions, once all are known. */
export interface Association {
  /** A record of a session: it tells which instance the session ran in. */
  note(evidence: SessionEvidence, record: OtlpRecord): void;
  /** A record that names none. */
  hold(record: OtlpRecord): void;
  /** How many there was no room to hold. */
  readonly unassigned: SignalCounts;
  join(sessions: readonly SessionEvidence[], identities: IdentitySet): JoinedRecords;
}

export interface JoinedRecords {
  readonly joined: SignalCounts;
  readonly duplicates: number;
}

/** What tells one device or browser from another where nothing names the instance. */
const DEVICE_KEY = /^(host|browser|device|os|user_agent)\./;
const FIRST_ROWS = 1 << 10;
const LOGS = 1;
const OWN = 2;

/**
 * The instance that a resource describes: `service.instance.id`, which is unique within a service, else the service with
 * all that is said of its host, browser or device.
 *
 * @returns `null` where nothing tells one client from another
 */
function instanceOf(resource: OtlpAttributes): string | null {
  const service = [textAt(resource, 'service.namespace'), textAt(resource, 'service.name')];
  const instance = textAt(resource, 'service.instance.id');
  if (instance !== null) return JSON.stringify([...service, instance]);
  const device = resource.filter(({ key }) => DEVICE_KEY.test(key)).map(({ key, value }) => [key, readValue(value)]);
  return device.length === 0 ? null : JSON.stringify([...service, ...device.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))]);
}

export function createAssociation(maxRows: number): Association {
  const instances = new Map<string, number>();
  const numbers = new WeakMap<OtlpAttributes, number>();
  /** The sessions of each instance. */
  const sessionsIn: Set<number>[] = [];
  const rows = createRows(maxRows);
  const unassigned = { spans: 0, logs: 0 };

  /** @returns -1 where nothing tells */
  const instanceNumber = (resource: OtlpAttributes): number => {
    let number = numbers.get(resource);
    if (number !== undefined) return number;
    const name = instanceOf(resource);
    number = name === null ? -1 : (instances.get(name) ?? sessionsIn.push(new Set()) - 1);
    if (name !== null) instances.set(name, number);
    numbers.set(resource, number);
    return number;
  };

  return {
    unassigned,
    note({ index }, { resource }) {
      sessionsIn[instanceNumber(resource)]?.add(index);
    },
    hold(record) {
      const instance = instanceNumber(record.resource);
      if (instance >= 0 && !rows.add(record, instance)) unassigned[record.signal]++;
    },
    join(sessions, identities) {
      const joined = { spans: 0, logs: 0 };
      let duplicates = 0;
      const lookups = sessionsIn.map((indexes) => spansOfTime([...indexes].flatMap((index) => sessions[index] ?? [])));
      rows.each(({ instance, timeMs, signal, hash, isOwn }) => {
        const evidence = lookups[instance]?.(timeMs);
        if (!evidence) return;
        if (identities.add(hash, evidence.index) === 'known' && isOwn) {
          duplicates++;
          evidence.duplicates++;
          return;
        }
        evidence.implicit ??= { spans: 0, logs: 0 };
        evidence.implicit[signal]++;
        joined[signal]++;
      });
      return { joined, duplicates };
    },
  };
}

/** @returns what finds the one session that an instant lies in, both ends included; nothing where there are several */
function spansOfTime(sessions: readonly SessionEvidence[]): (atMs: number) => SessionEvidence | undefined {
  const spans = sessions
    .map((evidence) => ({ evidence, fromMs: evidence.startMs ?? evidence.firstMs, toMs: evidence.end?.atMs ?? evidence.lastMs }))
    .sort((a, b) => a.fromMs - b.fromMs);
  let latestMs = -Infinity;
  /** The latest end of a span and of all before it: where it is past, none of them need be looked at. */
  const latest = spans.map(({ toMs }) => (latestMs = Math.max(latestMs, toMs)));
  return (atMs) => {
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((spans[middle]?.fromMs ?? Infinity) <= atMs) low = middle + 1;
      else high = middle;
    }
    let found: SessionEvidence | undefined;
    for (let at = low - 1; at >= 0 && (latest[at] ?? -Infinity) >= atMs; at--) {
      if ((spans[at]?.toMs ?? -Infinity) < atMs) continue;
      if (found) return undefined;
      found = spans[at]?.evidence;
    }
    return found;
  };
}

interface Row {
  readonly instance: number;
  readonly timeMs: number;
  readonly signal: keyof SignalCounts;
  readonly hash: { readonly high: number; readonly low: number };
  readonly isOwn: boolean;
}

/** 21 bytes for each record. */
function createRows(max: number) {
  let size = 0;
  let times = new Float64Array(FIRST_ROWS);
  /** Instance, and both halves of the hash. */
  let numbers = new Uint32Array(3 * FIRST_ROWS);
  let flags = new Uint8Array(FIRST_ROWS);
  const grow = () => {
    const before = { times, numbers, flags };
    times = new Float64Array(size * 2);
    numbers = new Uint32Array(size * 6);
    flags = new Uint8Array(size * 2);
    times.set(before.times);
    numbers.set(before.numbers);
    flags.set(before.flags);
  };
  return {
    /** @returns whether there was room for it */
    add(record: OtlpRecord, instance: number): boolean {
      if (size >= max) return false;
      if (size === times.length) grow();
      const { hash, isOwn } = identityOf(record);
      times[size] = record.timeMs;
      numbers.set([instance, hash.high, hash.low], size * 3);
      flags[size++] = (record.signal === 'logs' ? LOGS : 0) | (isOwn ? OWN : 0);
      return true;
    },
    each(visit: (row: Row) => void): void {
      for (let row = 0; row < size; row++) {
        const [instance = 0, high = 0, low = 0] = numbers.subarray(row * 3, row * 3 + 3);
        const flag = flags[row] ?? 0;
        const signal = (flag & LOGS) === 0 ? 'spans' : 'logs';
        visit({ instance, timeMs: times[row] ?? 0, signal, hash: { high, low }, isOwn: (flag & OWN) !== 0 });
      }
    },
  };
}
