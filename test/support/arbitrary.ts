import fc from 'fast-check';
import type { SessionEvent } from '../../machines/events.ts';
import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import { triggerEvent } from '../../machines/triggers.ts';

export const MINUTE_MS = 60_000;
export const EPOCH_MS = 1_700_000_000_000 - (1_700_000_000_000 % 86_400_000);

const minutes = (...options: number[]) => fc.constantFrom(...options.map((minute) => minute * MINUTE_MS));
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
/** Leaves out what is undefined, as `exactOptionalPropertyTypes` wants it. */
const compact = <T extends object>(value: { [K in keyof T]: T[K] | undefined }) =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;

const limit = <Where extends string>(ms: fc.Arbitrary<number>, where: readonly Where[]) =>
  fc
    .record({
      ms,
      inclusive: optional(fc.boolean()),
      while: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(...where) }),
      everyMs: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: minutes(1, 7) }),
    })
    .map((value) => compact<{ ms: number; inclusive?: boolean; while?: Where; everyMs?: number }>(value));

const triggers = (...options: Trigger[]) => fc.subarray<Trigger>(options);
const ANYWHERE = ['foreground', 'background', 'open', 'closed'] as const;

export const policies: fc.Arbitrary<SessionPolicy> = fc
  .record({
    name: fc.constant('random'),
    scope: fc.constant('origin' as const),
    then: fc.constantFrom<SessionPolicy['then']>('renew', 'renew', 'renew', 'wait', 'wait', 'wait', 'wait', 'wait', 'stop'),
    startOn: triggers('load', 'telemetry', 'foreground', 'background', 'attribute.user.id').map((list): Trigger[] => ['input', ...list]),
    extendOn: triggers('input', 'input.click', 'telemetry', 'telemetry.traces', 'foreground', 'background', 'load', 'attribute'),
    endOn: optional(triggers('load', 'background', 'foreground', 'attribute.user.id.changed', 'day', 'clock.backward', 'manual')),
    splitOn: optional(triggers('foreground', 'background', 'load', 'navigation')),
    extendEveryMs: optional(minutes(1)),
    minDurationMs: optional(minutes(1)),
    lingerMs: optional(fc.constantFrom(null, 5 * MINUTE_MS)),
    sampling: optional(fc.constant({ ratio: 0.5, by: 'id' as const })),
    endAfter: fc
      .record({
        inactivity: optional(limit(minutes(5, 15, 30), ANYWHERE)),
        duration: optional(limit(minutes(30, 60, 60 * 24 * 30), ANYWHERE)),
        background: optional(limit(minutes(10, 15), ['open', 'closed'])),
        telemetryCount: optional(fc.integer({ min: 1, max: 5 })),
      })
      .map((value) => compact<SessionPolicy['endAfter']>(value)),
  })
  .map((value) => compact<SessionPolicy>(value));

/** What another context tells: made from what this one holds when it comes. */
export type Foreign = 'same' | 'later' | 'ended' | 'hidden' | 'newer' | 'newer-ended' | 'revoke';
export type Step = { readonly event: SessionEvent } | { readonly foreign: Foreign; readonly atMs: number };

const KINDS: Trigger[] = [
  'input.click',
  'telemetry.traces',
  'telemetry',
  'telemetry.logs',
  'navigation',
  'clock.backward',
  'manual',
  'export',
];
const FOREIGN: Foreign[] = ['same', 'later', 'ended', 'hidden', 'newer', 'newer-ended', 'revoke'];

/** Gaps fall on and next to whole minutes, where the limits of `policies` fall. */
const gaps = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(0, 1, 2, 1_000, MINUTE_MS) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 40 }).map((minute) => minute * MINUTE_MS) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 * 86_400_000 }) },
);
const offsets = fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, -1, 1, -5 * MINUTE_MS, -40 * MINUTE_MS);

function eventOf(atMs: number, what: number, choice: number): SessionEvent {
  if (what < 62) return triggerEvent(KINDS[choice % KINDS.length] ?? 'input.click', atMs);
  if (what < 69) return triggerEvent('background', atMs);
  if (what < 76) return triggerEvent('foreground', atMs);
  if (what < 80) return triggerEvent(choice % 2 ? 'load.reload' : 'load', atMs);
  if (what < 83) return triggerEvent('unload', atMs);
  if (what < 89) return { type: 'session.tick', atMs };
  if (what < 95) {
    const key = choice % 2 ? 'user.id' : 'a';
    return { type: 'session.update', atMs, metadata: { [key]: choice % 5 === 0 ? null : `v${choice % 3}` } };
  }
  if (choice === 9_999) return { type: 'session.shutdown', atMs };
  return {
    type: 'session.end',
    atMs,
    reason: 'manual',
    ...(choice % 3 === 0 && { link: false }),
    ...(choice % 5 === 0 && { clear: true }),
  };
}

const steps = fc.tuple(gaps, offsets, fc.nat({ max: 99 }), fc.nat({ max: 9999 }));

/** Events of a life, not always in order. */
export const stories = (size: number, { inOrder = false, foreign = true } = {}): fc.Arbitrary<Step[]> =>
  fc.array(steps, { minLength: size, maxLength: size, size: 'max' }).map((list) => {
    let nowMs = EPOCH_MS;
    const story = list.map(([gap, offset, what, choice]): Step => {
      nowMs += gap;
      const atMs = inOrder ? nowMs + Math.max(0, offset) : nowMs + offset;
      if (inOrder) nowMs = atMs;
      return foreign && what === 99
        ? { foreign: FOREIGN[choice % FOREIGN.length] ?? 'same', atMs }
        : { event: eventOf(atMs, what, choice) };
    });
    return story;
  });
