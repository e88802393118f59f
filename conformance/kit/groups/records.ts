import type { SessionRecord } from '../../../machines/record.ts';
import { HOUR_MS, MINUTE_MS, policyOf, type Sketch, type Stage, sketch, T0 } from '../stage.ts';

type Foreign = (own: SessionRecord, atMs: number) => SessionRecord;
const ended = (atMs: number) => ({ endTimeMs: atMs, endReason: 'manual' as const, lapseTimeMs: atMs });
export const counts = (each: number) => ({ total: 3 * each, traces: each, logs: each, metrics: each });

/** A session that another context has begun. */
export const begun = (own: SessionRecord, atMs: number, differs: Partial<SessionRecord> = {}): SessionRecord => ({
  ...own,
  id: 'other',
  previousId: own.id,
  ordinal: own.ordinal + 1,
  startTimeMs: atMs,
  partStartTimeMs: atMs,
  seenTimeMs: atMs,
  lastActivityTimeMs: atMs,
  lastTelemetryTimeMs: null,
  idleFromMs: atMs,
  durationFromMs: atMs,
  backgroundFromMs: atMs,
  endTimeMs: null,
  endReason: null,
  lapseTimeMs: null,
  revision: 0,
  metadata: { theirs: true },
  metadataTimesMs: { theirs: atMs },
  telemetryByContext: { 'page-2': counts(1) },
  ...differs,
});

/** What another context can say of the same session. */
export const SAME: Readonly<Record<string, Foreign>> = {
  'the same': (own) => own,
  'later activity': (own, atMs) => ({ ...own, lastActivityTimeMs: atMs, idleFromMs: atMs, seenTimeMs: atMs }),
  'earlier activity': (own) => ({ ...own, lastActivityTimeMs: own.startTimeMs, idleFromMs: own.startTimeMs }),
  'an end': (own, atMs) => ({ ...own, ...ended(atMs) }),
  'an end before': (own) => ({ ...own, ...ended(own.startTimeMs + 1) }),
  'an end by a successor': (own, atMs) => ({ ...own, ...ended(atMs), endReason: 'superseded', supersededBy: 'other', linked: false }),
  'hidden, later': (own, atMs) => ({ ...own, isHidden: true, visibilityTimeMs: atMs, backgroundFromMs: atMs }),
  'hidden, at the same instant': (own) => ({ ...own, isHidden: true }),
  'shown, later': (own, atMs) => ({ ...own, isHidden: false, visibilityTimeMs: atMs }),
  'shown, at the same instant': (own) => ({ ...own, isHidden: false }),
  'hidden, later, with metadata': (own, atMs) => ({
    ...own,
    isHidden: true,
    visibilityTimeMs: atMs,
    backgroundFromMs: atMs,
    metadata: { ...own.metadata, a: 2 },
    metadataTimesMs: { ...own.metadataTimesMs, a: atMs },
  }),
  'shown, later, in a further part': (own, atMs) => ({
    ...own,
    isHidden: false,
    visibilityTimeMs: atMs,
    partIndex: own.partIndex + 1,
    partStartTimeMs: atMs,
  }),
  'closed, later': (own, atMs) => ({ ...own, isClosed: true, openTimeMs: atMs }),
  'closed, at the same instant': (own) => ({ ...own, isClosed: true }),
  'telemetry of its own': (own, atMs) => ({
    ...own,
    lastTelemetryTimeMs: atMs,
    telemetryByContext: { 'page-2': counts(2), 'page-3': counts(1) },
  }),
  'more of our telemetry': (own) => ({ ...own, telemetryByContext: { main: { total: 12, traces: 1, logs: 8, metrics: 3 } } }),
  'metadata, later': (own, atMs) => ({ ...own, metadata: { ...own.metadata, a: 2 }, metadataTimesMs: { ...own.metadataTimesMs, a: atMs } }),
  'metadata, earlier': (own) => ({ ...own, metadata: { a: 7 }, metadataTimesMs: { a: own.startTimeMs - 1 } }),
  'metadata at the same instant, larger': (own) => ({ ...own, metadata: { a: 'x' }, metadataTimesMs: { ...own.metadataTimesMs } }),
  'metadata removed': (own, atMs) => ({ ...own, metadata: {}, metadataTimesMs: { a: atMs, b: atMs } }),
  'metadata without a time': (own) => ({ ...own, metadata: { ...own.metadata, untimed: 1 } }),
  'a further part': (own, atMs) => ({ ...own, partIndex: own.partIndex + 1, partStartTimeMs: atMs }),
  'other attributes': (own) => ({ ...own, attributes: { A: 1 }, sampled: false, startReason: 'manual' }),
  'smaller attributes': (own) => ({ ...own, attributes: { '': 1 }, policy: 'theirs' }),
  'evidence of its own': (own) => ({ ...own, evidence: 'process_gone' }),
  'a record of an earlier release': ({ evidence: _, ...own }) => own,
  'recovered and not linked': (own) => ({ ...own, recovered: true, linked: false, revision: own.revision + 4 }),
};

/** What it can say of another session. */
const OTHER: Readonly<Record<string, Foreign>> = {
  'a later session': (own, atMs) => begun(own, atMs),
  'a later session that is hidden': (own, atMs) => begun(own, atMs, { isHidden: true, visibilityTimeMs: atMs }),
  'a later session that has lapsed': (own) => begun(own, own.startTimeMs - 9 * HOUR_MS),
  'a later session that ended': (own, atMs) => begun(own, atMs - 5, ended(atMs)),
  'an earlier session': (own) => begun(own, own.startTimeMs - HOUR_MS, { ordinal: own.ordinal - 1 || 0 }),
  'one of the same ordinal, begun earlier': (own) => begun(own, own.startTimeMs - 1, { ordinal: own.ordinal }),
  'one of the same ordinal, begun later': (own) => begun(own, own.startTimeMs + 1, { ordinal: own.ordinal }),
  'one begun at once, of a smaller id': (own) => begun(own, own.startTimeMs, { ordinal: own.ordinal, id: 'a' }),
  'one begun at once, of a larger id': (own) => begun(own, own.startTimeMs, { ordinal: own.ordinal, id: 'z' }),
};

type State = readonly [name: string, write: (stage: Stage) => void];
export const opening = (stage: Stage) => {
  stage.update({ a: 1, b: 'x' }, 0);
  stage.trigger('load', 1_000);
  stage.trigger('telemetry.logs', 2_000);
};
const STATES: readonly State[] = [
  ['active', opening],
  [
    'backgrounded',
    (stage) => {
      opening(stage);
      stage.trigger('background', 3_000);
    },
  ],
  [
    'expired',
    (stage) => {
      opening(stage);
      stage.end(4_000);
    },
  ],
  [
    'lapsed, not yet noticed',
    (stage) => {
      opening(stage);
      stage.trigger('unload', 3_000);
      stage.send({
        type: 'session.pulse',
        atMs: T0 + 3_000,
        lastActivityTimeMs: T0 + 3_000,
        lastTelemetryTimeMs: null,
        stamped: counts(0),
      });
    },
  ],
];
const ATTRIBUTES = { attributes: { 'app.version': '1' }, withRecord: true };

/** In each state, each thing that another context can say; then it goes on. */
export const syncs = (): Sketch[] =>
  STATES.flatMap(([state, write]) =>
    Object.entries({ ...SAME, ...OTHER }).flatMap(([what, foreign]) =>
      (what in OTHER || what.startsWith('the same') || what.startsWith('an end') ? [false, true] : [false]).map((revoke) =>
        sketch(
          `${state} hears of ${what}${revoke ? ', revoked' : ''}`,
          policyOf({
            startOn: ['load', 'input'],
            endAfter: { inactivity: { ms: 30 * MINUTE_MS }, background: { ms: HOUR_MS } },
            ...(revoke && { then: 'renew' }),
          }),
          (stage) => {
            write(stage);
            const at = state.startsWith('lapsed') ? HOUR_MS : 10_000;
            stage.sync(foreign(stage.record, T0 + at - 100), at, revoke ? { revoke } : {});
            stage.trigger('telemetry.traces', at + 1);
            stage.trigger('input', at + 2);
            stage.end(at + 10);
            stage.trigger('input', at + 20);
          },
          ATTRIBUTES,
        ),
      ),
    ),
  );

/** A record found ended in `idle`, then taken back. */
export const revoked = (): Sketch[] =>
  [0, 1, 2].map((what) =>
    sketch(
      `idle remembers, and revokes ${['nothing', 'for a newer', 'for an ended'][what]}`,
      policyOf(),
      (stage) => {
        stage.trigger('load', 0);
        const own = stage.record;
        stage.sync(begun(own, T0 + 10, ended(T0 + 20)), 30);
        stage.trigger('navigation', 35);
        const next = begun(own, T0 + 40, { id: 'third', ordinal: 3, ...(what === 2 && ended(T0 + 41)) });
        stage.sync(next, 50, what > 0 ? { revoke: true } : {});
        stage.trigger('input', HOUR_MS);
      },
      { withRecord: true },
    ),
  );

const OVER: readonly State[] = [
  ...STATES.slice(2),
  [
    'idle',
    (stage) => {
      opening(stage);
      stage.sync(begun(stage.record, T0 + 3_000, ended(T0 + 4_000)), 5_000);
    },
  ],
];

/** What is over is ended again, here or elsewhere, so that the next one is to know nothing of it. */
export const unlinked = (): Sketch[] =>
  OVER.flatMap(([state, write]) =>
    [{}, { link: false }, { clear: true }, { link: false, clear: true }].flatMap((how) =>
      ['here', 'elsewhere', 'of one before'].map((where) =>
        sketch(
          `${state}, ended again ${where}: ${JSON.stringify(how)}`,
          policyOf({ endAfter: { inactivity: { ms: 30 * MINUTE_MS } } }),
          (stage) => {
            write(stage);
            if (state.startsWith('lapsed')) stage.tick(HOUR_MS);
            const { record } = stage;
            if (where === 'here') stage.end(HOUR_MS, how);
            else if (where === 'elsewhere') stage.sync({ ...record, linked: how.link !== false }, HOUR_MS);
            else
              stage.sync(
                begun(record, record.startTimeMs - MINUTE_MS, { id: 'earlier', ordinal: record.ordinal - 1 || 0, linked: false }),
                HOUR_MS,
              );
            stage.update({ c: 3 }, HOUR_MS + 1);
            stage.trigger('input', HOUR_MS + 2);
          },
          ATTRIBUTES,
        ),
      ),
    ),
  );
