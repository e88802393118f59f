import type { EndEvent } from '../../../machines/events.ts';
import type { Trigger } from '../../../machines/policy.ts';
import { HOUR_MS, MINUTE_MS, policyOf, type Sketch, sketch, T0 } from '../stage.ts';

const ENDING: readonly Trigger[] = [
  'background',
  'foreground',
  'load.reload',
  'unload',
  'clock.backward.before-start',
  'manual',
  'navigation',
  'input.logout',
  'app.checkout',
];

/** Triggers that end, at an age of 0 and 1 ms and round the minimum duration. */
export const endings = (): Sketch[] =>
  ENDING.flatMap((trigger) =>
    ([undefined, 0, 1, MINUTE_MS] as const).flatMap((minDurationMs) =>
      [-1, 0, 1].flatMap((offset) => {
        const age = Math.max(0, (minDurationMs ?? 0) + offset);
        return sketch(
          `${trigger} ends, at an age of ${age} ms, minimum ${minDurationMs ?? 'none'}`,
          policyOf({ endOn: [trigger], then: offset === 1 ? 'renew' : 'wait', ...(minDurationMs !== undefined && { minDurationMs }) }),
          (stage) => {
            // Only who is hidden can be shown.
            if (trigger === 'foreground') stage.trigger('background', 0);
            stage.trigger('input', 0);
            stage.trigger(trigger, age);
            stage.trigger(trigger, age + 1);
            stage.trigger('input', age + 2);
          },
        );
      }),
    ),
  );

/** To be told twice that it is hidden, or shown, is no news and ends nothing. */
export const noNews = (): Sketch[] =>
  (['background', 'foreground'] as const).flatMap((trigger) =>
    [1, 2, 3].map((times) =>
      sketch(`${trigger} ends and comes ${times} times`, policyOf({ endOn: [trigger], startOn: ['input', 'foreground'] }), (stage) => {
        stage.trigger('input', 0);
        for (let i = 1; i <= times; i++) stage.trigger(i % 2 ? trigger : 'background', i * 1_000);
        for (let i = 1; i <= times; i++) stage.trigger(trigger, i * 10_000);
      }),
    ),
  );

const WISHES: readonly Partial<EndEvent>[] = [
  {},
  { reason: 'app.checkout' },
  { link: false },
  { clear: true },
  { link: false, clear: true, reason: 'app.logout' },
  { reason: 'unexpected_termination' },
  { link: true, clear: false },
];

/** The app ends a session of its own accord; the minimum duration refuses a wish, not a change of user. */
export const wishes = (): Sketch[] =>
  WISHES.flatMap((how) =>
    [0, MINUTE_MS].flatMap((minDurationMs) =>
      [-1, 0, 1].flatMap((offset) =>
        (['renew', 'wait', 'stop'] as const).map((next) =>
          sketch(
            `end ${JSON.stringify(how)} at ${offset} ms from the minimum of ${minDurationMs} ms, then ${next}`,
            policyOf({ minDurationMs, then: next }),
            (stage) => {
              stage.update({ theme: 'dark' }, 0);
              stage.trigger('input', 0);
              stage.update({ 'user.id': 'u1' }, 0);
              stage.end(Math.max(0, minDurationMs + offset), how);
              stage.update({ 'user.id': 'u2' }, minDurationMs + 10);
              stage.trigger('input', minDurationMs + 20);
              stage.shutdown(minDurationMs + 30);
            },
          ),
        ),
      ),
    ),
  );

/** With `renew` the next follows at once, unless nobody was there. */
export const renewals = (): Sketch[] =>
  [0, 1, 2, 3, 4, 5, 6].flatMap((what) =>
    ['tick', 'input', 'background', 'load'].map((finder) =>
      sketch(
        `renewal after ${['nothing', 'activity', 'telemetry', 'a close', 'a close after the deadline', 'an update', 'a pulse'][what]}, found by ${finder}`,
        policyOf({ then: 'renew', extendOn: ['input'] }),
        (stage) => {
          stage.trigger('load', 0);
          stage.tick(31 * MINUTE_MS);
          if (what === 1) stage.trigger('input', 40 * MINUTE_MS);
          if (what === 2) stage.trigger('telemetry.logs', 40 * MINUTE_MS);
          if (what === 3) stage.trigger('unload', 40 * MINUTE_MS);
          if (what === 4) stage.trigger('unload', 61 * MINUTE_MS);
          if (what === 5) stage.update({ a: 1 }, 40 * MINUTE_MS);
          if (what === 6) {
            const atMs = T0 + 40 * MINUTE_MS;
            const stamped = { total: 1, traces: 1, logs: 0, metrics: 0 };
            stage.send({ type: 'session.pulse', atMs, lastActivityTimeMs: atMs, lastTelemetryTimeMs: atMs, stamped });
          }
          if (finder === 'tick') stage.tick(5 * HOUR_MS);
          else stage.trigger(finder as Trigger, 5 * HOUR_MS);
          stage.tick(9 * HOUR_MS);
          stage.trigger('input', 10 * HOUR_MS);
        },
      ),
    ),
  );

/** Nothing comes after shutdown, and ended before it there is nothing to end. */
export const shutdowns = (): Sketch[] =>
  (['idle', 'live', 'hidden', 'expired', 'closed'] as const).flatMap((state) =>
    (['renew', 'wait', 'stop'] as const).map((next) =>
      sketch(`shutdown in ${state}, then ${next}`, policyOf({ then: next }), (stage) => {
        if (state !== 'idle') stage.trigger('load', 0);
        if (state === 'hidden') stage.trigger('background', 1);
        if (state === 'expired') stage.end(5);
        if (state === 'closed') stage.shutdown(5);
        stage.shutdown(10);
        stage.trigger('input', 20);
        stage.update({ a: 1 }, 21);
        stage.tick(HOUR_MS);
      }),
    ),
  );

/** Whoever closes at the very instant of the end was not there for the next. */
export const closings = (): Sketch[] =>
  [-1, 0, 1].map((offset) =>
    sketch(`closed ${offset} ms from the end, renews`, policyOf({ then: 'renew' }), (stage) => {
      stage.trigger('load', 0);
      stage.trigger('input', 1_000);
      stage.trigger('unload', 5_000);
      stage.end(5_000 + Math.max(0, offset));
      stage.trigger('load.reload', 9_000);
    }),
  );
