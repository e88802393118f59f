import { reconcile } from '../../machines/reconcile.ts';
import type { SessionRecord } from '../../machines/record.ts';
import { begun, SAME } from './groups/records.ts';
import { policyOf, sketch, T0 } from './stage.ts';

/** Two records of one scope, and what both contexts make of them. */
export interface ReconcileVector {
  readonly id: string;
  readonly title: string;
  readonly a: SessionRecord;
  /** What differs from `a`. */
  readonly b: Partial<SessionRecord>;
  /** What differs from `a`. */
  readonly merged: Partial<SessionRecord>;
}

/** The fields that differ, or that are absent in the other. */
const differencesOf = (record: SessionRecord, from: SessionRecord): Partial<SessionRecord> =>
  Object.fromEntries(
    Object.entries(record).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(from[name as keyof SessionRecord])),
  );

type Differs = (own: SessionRecord) => SessionRecord;
const ended =
  (endTimeMs: number, lapseTimeMs: number, endReason: SessionRecord['endReason'] = 'manual'): Differs =>
  (own) => ({ ...own, endTimeMs: T0 + endTimeMs, lapseTimeMs: T0 + lapseTimeMs, endReason });

/** What the two may say; each is put beside each. */
const SAYS: Readonly<Record<string, Differs>> = {
  ...Object.fromEntries(Object.entries(SAME).map(([name, foreign]) => [name, (own: SessionRecord) => foreign(own, T0 + 9_000)])),
  'an end at 5 s': ended(5_000, 5_000),
  'an end at 5 s, told otherwise': ended(5_000, 5_000, 'app.logout'),
  'an end at 5 s, of an earlier sign of life': ended(4_000, 5_000),
  'an end at 6 s': ended(6_000, 6_000),
  'another start reason': (own) => ({ ...own, startReason: 'manual' }),
  'no telemetry': (own) => ({ ...own, lastTelemetryTimeMs: null, telemetryByContext: {} }),
  'later stopwatches': (own) => ({ ...own, durationFromMs: T0 + 3_000, backgroundFromMs: T0 + 4_000, partStartTimeMs: T0 + 5_000 }),
  'an earlier start of another session': (own) => begun(own, own.startTimeMs - 1, { ordinal: own.ordinal }),
  'a later session': (own) => begun(own, T0 + 9_000),
};

/** The record of a session with a bit of everything. */
function firstRecord(): SessionRecord {
  let record: SessionRecord | undefined;
  sketch(
    '',
    policyOf({ splitOn: ['navigation'] }),
    (stage) => {
      stage.update({ a: 1, b: 'x' }, 0);
      stage.trigger('load', 1_000);
      stage.trigger('telemetry.logs', 2_000);
      stage.trigger('background', 2_500);
      stage.trigger('navigation', 3_000);
      ({ record } = stage);
    },
    { attributes: { 'app.version': '1' } },
  );
  if (!record) throw new Error('nothing was played');
  return record;
}

export function createReconcileVectors(): ReconcileVector[] {
  const own = firstRecord();
  const says = Object.entries(SAYS);
  const pairs = says.flatMap(([nameA, sayA], i) =>
    says
      .filter((_, j) => (i + j) % 5 === 0 || i === j)
      .map(([nameB, sayB]) => ({ title: `${nameA}; ${nameB}`, a: sayA(own), b: sayB(own) })),
  );
  return pairs.map(({ title, a, b }, index) => {
    const whole = { ...a, ...differencesOf(b, a) };
    const merged = { evidence: null, ...reconcile(a, whole) };
    return { id: `reconcile/${index + 1}`, title, a, b: differencesOf(b, a), merged: differencesOf(merged, a) };
  });
}
