import type { SessionPolicy, Trigger } from '../../../machines/policy.ts';
import type { MetadataUpdate } from '../../../machines/session.ts';
import { createRandom } from '../random.ts';
import { HOUR_MS, MINUTE_MS, policyOf, type Sketch, sketch, T0 } from '../stage.ts';

const SIGNALS: readonly Trigger[] = [
  'telemetry',
  'telemetry.traces',
  'telemetry.logs',
  'telemetry.metrics',
  'telemetry.traces.http',
  'telemetry.other',
];

/** Records are counted by signal, and the one that a session has no room for finds it over. */
export const telemetry = (): Sketch[] =>
  SIGNALS.flatMap((signal) =>
    [1, 2, 3].flatMap((telemetryCount) =>
      (['renew', 'wait', 'stop'] as const).map((next) =>
        sketch(
          `${signal}, ${telemetryCount} at the most, then ${next}`,
          policyOf({ startOn: ['input', 'telemetry'], endAfter: { telemetryCount, inactivity: { ms: HOUR_MS } }, then: next }),
          (stage) => {
            if (telemetryCount < 3) stage.trigger('input', 0);
            for (let i = 1; i <= telemetryCount; i++) stage.trigger(signal, i * 1_000);
            stage.trigger('input', 9_000);
            stage.trigger(signal, 10_000);
            stage.trigger('telemetry.logs', 9_500);
            stage.update({ a: 1 }, 11_000);
          },
          { withRecord: telemetryCount === 2 },
        ),
      ),
    ),
  );

/** What was judged elsewhere and is handed over in one: activity, telemetry, counts. */
export const pulses = (): Sketch[] =>
  [-1, 0, 1, 5 * MINUTE_MS].flatMap((activity) =>
    [null, -5, 3 * MINUTE_MS].flatMap((telemetryAt) =>
      [0, 2].map((traces) =>
        sketch(
          `pulse with activity ${activity} ms after the last, telemetry ${telemetryAt}, ${traces} spans`,
          policyOf({ endAfter: { inactivity: { ms: 30 * MINUTE_MS }, telemetryCount: 7 } }),
          (stage) => {
            const lastActivityTimeMs = T0 + 1_000 + activity;
            const lastTelemetryTimeMs = telemetryAt === null ? null : T0 + 1_000 + telemetryAt;
            const atMs = Math.max(lastActivityTimeMs, lastTelemetryTimeMs ?? 0);
            const pulse = { type: 'session.pulse', atMs, lastActivityTimeMs, lastTelemetryTimeMs } as const;
            stage.send({ ...pulse, stamped: { total: 1, traces: 0, logs: 1, metrics: 0 } });
            stage.trigger('load', 0);
            stage.trigger('input', 1_000);
            stage.send({ ...pulse, stamped: { total: traces + 3, traces, logs: 2, metrics: 1 } });
            stage.trigger('telemetry.metrics', 6 * MINUTE_MS);
            stage.trigger('telemetry.metrics', 7 * MINUTE_MS);
            stage.tick(stage.deadline);
          },
          { withRecord: true },
        ),
      ),
    ),
  );

const UPDATES: readonly MetadataUpdate[] = [
  { 'user.id': 'u1' },
  { 'user.id': 'u2' },
  { 'user.id': null },
  { a: 1, b: true, 'user.id': 'u1' },
  { tags: ['x', 'y'], nothing: null },
  { tags: ['y', 'x'] },
  { ratio: 0.5, empty: '', list: [] },
  {},
];
const ATTRIBUTES: readonly Trigger[] = [
  'attribute',
  'attribute.user.id',
  'attribute.user.id.set',
  'attribute.user.id.changed',
  'attribute.user.id.cleared',
  'attribute.user',
];

/** Metadata is set, changed and removed; its changes are triggers that start, extend, end and split. */
export const metadata = (): Sketch[] =>
  ATTRIBUTES.flatMap((listed) =>
    (['startOn', 'extendOn', 'endOn', 'splitOn'] as const).flatMap((list) =>
      [0, 3].map((first) =>
        sketch(
          `${list} ${listed}, updates from the ${first === 0 ? 'first' : 'fourth'}`,
          policyOf({ ...({ [list]: [listed] } as Partial<SessionPolicy>), ...(list === 'startOn' ? {} : { startOn: ['load', 'input'] }) }),
          (stage) => {
            const order = [...UPDATES.slice(first), ...UPDATES.slice(0, first)];
            order.forEach((update, index) => {
              if (index === 1) stage.trigger('load', MINUTE_MS - 1);
              stage.update(update, index * MINUTE_MS);
              if (index === 4) stage.update(update, index * MINUTE_MS + 1);
            });
            stage.tick(HOUR_MS);
            stage.update({ 'user.id': 'u3', tags: null }, HOUR_MS + 1);
            stage.trigger('input', HOUR_MS + 2);
          },
          { withRecord: first === 3 },
        ),
      ),
    ),
  );

/** What cuts a session into parts. */
export const parts = (): Sketch[] =>
  (['navigation', 'foreground', 'background', 'load', 'unload', 'input.view', 'telemetry', 'attribute.a', 'load.first'] as const).flatMap(
    (listed) =>
      [0, 1, MINUTE_MS].map((gap) =>
        sketch(`a part begins at ${listed}, ${gap} ms apart`, policyOf({ splitOn: [listed] }), (stage) => {
          stage.trigger('load', 0);
          (['navigation', 'background', 'input.view', 'unload', 'foreground', 'load.reload', 'telemetry.traces'] as const).forEach(
            (trigger, index) => {
              stage.trigger(trigger, index * gap);
            },
          );
          stage.update({ a: 1 }, 7 * gap);
          stage.end(8 * gap + 1);
          stage.trigger('input', 9 * gap + 2);
        }),
      ),
  );

/** The share of sessions to keep, by a hash of the id or by a random number. */
export function sampling(): Sketch[] {
  const random = createRandom(20_231_114);
  const hex = () =>
    Math.floor(random.unit() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  const ids = ['', 'a', 'ab', 'ä', '\u{1f600}', '日本', '0', '00000000-0000-4000-8000-000000000000'].slice(1);
  const uuids = Array.from(
    { length: 24 },
    () => `${hex()}-${hex().slice(0, 4)}-4${hex().slice(0, 3)}-8${hex().slice(0, 3)}-${hex()}${hex().slice(0, 4)}`,
  );
  const byId = [...ids, ...uuids].flatMap((id) =>
    [0, 0.25, 0.5, 1].map((ratio) =>
      sketch(`id ${id}, ratio ${ratio}`, policyOf({ sampling: { ratio, by: 'id' } }), (stage) => stage.trigger('load', 0), { ids: [id] }),
    ),
  );
  const byRandom = [0, 0.1, 0.5, 0.999999, 1].flatMap((ratio) =>
    [0, 0.1, 0.0999999, 0.5, 0.75].map((drawn) =>
      sketch(
        `${drawn} drawn, ratio ${ratio}`,
        policyOf({ sampling: { ratio, by: 'random' }, then: 'renew' }),
        (stage) => {
          stage.trigger('load', 0);
          stage.end(1);
        },
        { random: [drawn, 1 - 2 ** -32] },
      ),
    ),
  );
  return [...byId, ...byRandom];
}

/** Names and what is fixed at the start. */
export const names = (): Sketch[] =>
  ['default', 'replay', ''].map((scope) =>
    sketch(
      `scope "${scope}", context and attributes of its own`,
      policyOf(),
      (stage) => {
        stage.trigger('load', 0);
        stage.trigger('telemetry.logs', 1);
        stage.end(2);
        stage.trigger('input', 3);
      },
      { scope, contextId: 'page-1', attributes: { 'app.version': '1.2.3', cores: 8, beta: false, tags: ['a'] }, withRecord: true },
    ),
  );
