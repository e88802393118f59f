import type { SessionPolicy } from '../../../machines/policy.ts';
import type { SessionRecord } from '../../../machines/record.ts';
import { HOUR_MS, MINUTE_MS, policyOf, type Sketch, type Stage, sketch, T0 } from '../stage.ts';
import { aroundDeadline, LAST } from './last-events.ts';

type Foreign = (own: SessionRecord, atMs: number) => SessionRecord;
const ended = (atMs: number) => ({ endTimeMs: atMs, endReason: 'manual' as const, lapseTimeMs: atMs });
const counts = (total: number) => ({ total, traces: total, logs: 0, metrics: 0 });

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
  'closed, later': (own, atMs) => ({ ...own, isClosed: true, openTimeMs: atMs }),
  'closed, at the same instant': (own) => ({ ...own, isClosed: true }),
  'telemetry of its own': (own, atMs) => ({
    ...own,
    lastTelemetryTimeMs: atMs,
    telemetryByContext: { 'page-2': counts(2), 'page-3': counts(1) },
  }),
  'more of our telemetry': (own) => ({ ...own, telemetryByContext: { main: { total: 9, traces: 1, logs: 8, metrics: 0 } } }),
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
const opening = (stage: Stage) => {
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

const KEPT: readonly (readonly [string, Partial<SessionPolicy>, (stage: Stage) => void])[] = [
  ['inactivity', {}, (stage) => stage.trigger('input', MINUTE_MS)],
  ['duration', { endAfter: { duration: { ms: HOUR_MS } } }, () => {}],
  ['background', { endAfter: { background: { ms: 10 * MINUTE_MS } } }, (stage) => stage.trigger('background', MINUTE_MS)],
  ['day', { endOn: ['day'], endAfter: {} }, () => {}],
  [
    'stopwatch',
    { endAfter: { inactivity: { ms: 30 * MINUTE_MS, while: 'foreground' }, duration: { ms: 9 * HOUR_MS, while: 'open' } } },
    (stage) => {
      stage.trigger('background', MINUTE_MS);
      stage.trigger('foreground', 9 * MINUTE_MS);
    },
  ],
];

/** The record that a process made which knew `policy` and lived until the last event of `write`. */
function left(policy: SessionPolicy, write: (stage: Stage) => void): { readonly record: SessionRecord; readonly deadline: number } {
  let found: { record: SessionRecord; deadline: number } | undefined;
  sketch(
    '',
    policy,
    (stage) => {
      stage.update({ 'user.id': 'u1', a: 1 }, 0);
      stage.trigger('load', 0);
      stage.trigger('telemetry.logs', 10);
      write(stage);
      found = { record: stage.record, deadline: stage.deadline };
    },
    { ids: ['left'], attributes: { 'app.version': '1' } },
  );
  if (!found) throw new Error('nothing was played');
  return found;
}

/** A process starts and finds what the last one left: still alive, at its boundary, or over; after a kill, or another context's. */
export const restores = (): Sketch[] =>
  KEPT.flatMap(([name, differs, write]) =>
    (['wait', 'renew', 'stop'] as const).flatMap((next) =>
      (next === 'wait' ? [-1, 0, 1, 60 * 24 * HOUR_MS] : [-1, 0]).flatMap((offset) =>
        [true, false].map((recovered) =>
          sketch(
            `restores ${name}, ${offset} ms from its deadline, ${recovered ? 'after a restart' : 'from another context'}, then ${next}`,
            policyOf({ ...differs, then: next }),
            (stage) => {
              const { record, deadline } = left(policyOf({ ...differs, then: next }), write);
              const at = deadline + offset;
              stage.update({ a: 2, mine: 'yes' }, at);
              stage.sync(record, at, recovered ? { recovered } : {});
              stage.trigger('load', at);
              stage.trigger('telemetry.traces', at + 5);
              stage.update({ 'user.id': 'u2' }, at + 6);
              stage.tick(at + 10 * HOUR_MS);
              stage.trigger('input', at + 11 * HOUR_MS);
            },
            { contextId: recovered ? 'main' : 'page-2', withRecord: next === 'wait' },
          ),
        ),
      ),
    ),
  );

/** The app has a new policy, and finds a session begun under the old one. */
export const upgrades = (): Sketch[] => {
  const policy = policyOf({ name: 'new', endAfter: { inactivity: { ms: 10 * MINUTE_MS, inclusive: true } } });
  const { record } = left(policyOf({ name: 'old' }), (stage) => stage.trigger('input', MINUTE_MS));
  return aroundDeadline(
    {
      title: 'a shorter limit after an upgrade',
      policy,
      write: (stage) => stage.sync(record, 2 * MINUTE_MS, { recovered: true }),
      setting: { withRecord: true },
    },
    LAST,
  );
};

const EVIDENCE = ['crash_reported', 'no_clean_exit', 'process_gone', 'discarded'] as const;

/** What shows that the last process did not end in order: ends a session that is over, or that a restart ends; hidden ones only after a crash. */
export const cutOffs = (): Sketch[] =>
  EVIDENCE.flatMap((evidence) =>
    [false, true].flatMap((isHidden) =>
      [undefined, 'load', 'load.reload', 'navigation'].flatMap((ending) =>
        [-1, 0, HOUR_MS].map((offset) => {
          const policy = policyOf({ ...(ending !== undefined && { endOn: [ending as 'load'] }), then: offset === 0 ? 'renew' : 'wait' });
          return sketch(
            `${evidence}, ${isHidden ? 'hidden' : 'visible'}, ${ending ?? 'nothing'} ends, ${offset} ms from the deadline`,
            policy,
            (stage) => {
              const { record, deadline } = left(policy, (life) => life.trigger(isHidden ? 'background' : 'input', MINUTE_MS));
              stage.update({ mine: 'yes' }, deadline + offset);
              stage.sync(record, deadline + offset, { recovered: true, evidence });
              stage.trigger('navigation', deadline + offset + 1);
              stage.trigger('input', deadline + offset + 2);
              stage.sync({ ...stage.record, evidence: 'discarded' }, deadline + offset + 3, { evidence });
              stage.end(deadline + offset + 4);
            },
            { withRecord: isHidden && offset === 0 },
          );
        }),
      ),
    ),
  );

/** A session of another scope is taken over as it is, and the next one is of ours. */
export const otherScopes = (): Sketch[] =>
  ['wait', 'renew'].map((next) =>
    sketch(
      `takes a session of another scope, then ${next}`,
      policyOf({ then: next as 'wait' }),
      (stage) => {
        const { record } = left(policyOf(), (life) => life.trigger('input', MINUTE_MS));
        stage.sync({ ...record, scope: 'theirs', policy: 'their policy' }, 2 * MINUTE_MS);
        stage.trigger('input', 3 * MINUTE_MS);
        stage.tick(stage.deadline);
        stage.trigger('input', 5 * HOUR_MS);
      },
      { scope: 'ours', withRecord: true },
    ),
  );

/** The room for telemetry counts what all contexts stamped. */
export const shared = (): Sketch[] =>
  [1, 2, 3, 4].map((theirs) =>
    sketch(
      `room for 4 records, ${theirs} stamped elsewhere`,
      policyOf({ endAfter: { telemetryCount: 4 }, startOn: ['load', 'telemetry'] }),
      (stage) => {
        stage.trigger('load', 0);
        stage.trigger('telemetry.traces', 1);
        stage.sync({ ...stage.record, telemetryByContext: { 'page-2': counts(theirs) } }, 2);
        for (let i = 1; i <= 4; i++) stage.trigger('telemetry.logs', 2 + i);
      },
      { withRecord: true },
    ),
  );

/** The same where a session of our own has ended before. */
export const laterCutOffs = (): Sketch[] =>
  EVIDENCE.flatMap((evidence) =>
    [false, true].map((isHidden) =>
      sketch(`expired hears of a later session, ${evidence}, ${isHidden ? 'hidden' : 'visible'}`, policyOf(), (stage) => {
        opening(stage);
        stage.end(4_000);
        stage.sync(begun(stage.record, T0 + 5_000, { isHidden }), 2 * HOUR_MS, { evidence });
        stage.trigger('input', 2 * HOUR_MS + 1);
      }),
    ),
  );
