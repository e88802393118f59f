import type { SessionPolicy } from '../../../machines/policy.ts';
import type { SessionRecord } from '../../../machines/record.ts';
import { HOUR_MS, MINUTE_MS, policyOf, type Sketch, type Stage, sketch, T0 } from '../stage.ts';
import { aroundDeadline, LAST } from './last-events.ts';
import { begun, counts, opening } from './records.ts';

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
      stage.trigger('telemetry.metrics', 11);
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
        stage.sync({ ...stage.record, telemetryByContext: { 'page-2': { ...counts(0), total: theirs } } }, 2);
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

/** Who takes a live session over takes part in it; who hears of an ended one does not. */
export const joins = (): Sketch[] =>
  [false, true].flatMap((isOver) =>
    ['page-2', 'main'].map((contextId) =>
      sketch(
        `${contextId} hears of a session that ${isOver ? 'ended' : 'lives'}, and nothing else`,
        policyOf(),
        (stage) => {
          const { record } = left(policyOf(), (life) => (isOver ? life.end(MINUTE_MS) : life.trigger('input', MINUTE_MS)));
          stage.sync(record, 2 * MINUTE_MS);
        },
        { contextId, withRecord: true },
      ),
    ),
  );
