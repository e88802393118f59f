import type { Limits, SessionPolicy } from '../../../machines/policy.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, policyOf, type Sketch, type Stage, sketch, T0 } from '../stage.ts';
import { aroundDeadline, LAST, TICK_AND_INPUT } from './last-events.ts';

const idle = { ms: 30 * MINUTE_MS };

interface Reason {
  readonly name: string;
  readonly policy: (inclusive: boolean) => Partial<SessionPolicy>;
  readonly write: (stage: Stage) => void;
}
const maybe = (inclusive: boolean) => (inclusive ? { inclusive } : {});

/** Each limit alone on its way to be the first. */
const REASONS: readonly Reason[] = [
  {
    name: 'inactivity',
    policy: (inclusive) => ({ endAfter: { inactivity: { ...idle, ...maybe(inclusive) } } }),
    write(stage) {
      stage.trigger('load', 0);
      stage.trigger('input.click', 7 * MINUTE_MS);
      stage.trigger('navigation', 9 * MINUTE_MS);
    },
  },
  {
    name: 'maximum duration',
    policy: (inclusive) => ({ endAfter: { inactivity: idle, duration: { ms: HOUR_MS, ...maybe(inclusive) } } }),
    write(stage) {
      stage.trigger('load', 0);
      stage.trigger('input.click', 29 * MINUTE_MS);
      stage.trigger('input.key', 58 * MINUTE_MS);
    },
  },
  {
    name: 'background',
    policy: (inclusive) => ({ endAfter: { inactivity: idle, background: { ms: 10 * MINUTE_MS, ...maybe(inclusive) } } }),
    write(stage) {
      stage.trigger('load', 0);
      stage.trigger('background', 5 * MINUTE_MS);
    },
  },
  {
    name: 'background, of an app that closed',
    policy: (inclusive) => ({ endAfter: { inactivity: idle, background: { ms: 10 * MINUTE_MS, ...maybe(inclusive) } } }),
    write(stage) {
      stage.trigger('load', 0);
      stage.trigger('unload', 5 * MINUTE_MS);
      stage.trigger('background', 6 * MINUTE_MS);
    },
  },
  {
    name: 'background, of an app that was opened again in time',
    policy: (inclusive) => ({ endAfter: { inactivity: idle, background: { ms: 10 * MINUTE_MS, ...maybe(inclusive) } } }),
    write(stage) {
      stage.trigger('load', 0);
      stage.trigger('unload', 5 * MINUTE_MS);
      stage.trigger('load.reload', 14 * MINUTE_MS);
      stage.trigger('unload', 18 * MINUTE_MS);
    },
  },
  {
    name: 'day boundary',
    policy: () => ({ endOn: ['day'] }),
    write: (stage) => stage.trigger('load', DAY_MS - 10 * MINUTE_MS),
  },
];

/** Every limit, inclusive or not, with every event round its boundary millisecond. */
export const limits = (): Sketch[] =>
  REASONS.flatMap(({ name, policy, write }) =>
    [false, true].flatMap((inclusive) => {
      const title = `${name}${inclusive ? ', inclusive' : ''}`;
      return [
        ...aroundDeadline({ title, policy: policyOf(policy(inclusive)), write }),
        ...aroundDeadline(
          { title: `${title}, renews`, policy: policyOf({ ...policy(inclusive), then: 'renew' }), write },
          LAST.slice(0, 4),
        ),
        ...aroundDeadline({ title: `${title}, stops`, policy: policyOf({ ...policy(inclusive), then: 'stop' }), write }, TICK_AND_INPUT),
      ];
    }),
  );

/** Lengths round those at which a 32-bit timer overflows (2^31 - 1 ms, 24.8 days) and far beyond. */
const LONG_MS = [2 ** 31 - 1, 2 ** 31, 2 ** 32 + 1, 400 * DAY_MS, 2 ** 51];

export const long = (): Sketch[] =>
  LONG_MS.flatMap((ms) => {
    const each: readonly [keyof Limits, Limits][] = [
      ['inactivity', { inactivity: { ms } }],
      ['duration', { duration: { ms } }],
      ['background', { background: { ms } }],
    ];
    return each.flatMap(([name, endAfter]) =>
      aroundDeadline(
        {
          title: `${name} of ${ms} ms`,
          policy: policyOf({ endAfter }),
          write(stage) {
            stage.trigger('load', 0);
            stage.trigger('background', 1);
          },
        },
        TICK_AND_INPUT,
      ),
    );
  });

/** All four on one instant, in every selection; then one of them a millisecond early. */
const FALLS_AT = HOUR_MS;
export function coinciding(): Sketch[] {
  const names = ['inactivity', 'duration', 'background', 'day'] as const;
  const selections = Array.from({ length: 15 }, (_, bits) => names.filter((_name, bit) => ((bits + 1) >> bit) & 1)).filter(
    (chosen) => chosen.length > 1,
  );
  const scene = (chosen: readonly (typeof names)[number][], early: string | null) => {
    const has = (name: (typeof names)[number]) => chosen.includes(name);
    const ms = (name: string, length: number) => ({ ms: length - (name === early ? 1 : 0) });
    const policy = policyOf({
      endAfter: {
        ...(has('inactivity') && { inactivity: ms('inactivity', FALLS_AT - 40 * MINUTE_MS) }),
        ...(has('duration') && { duration: ms('duration', FALLS_AT) }),
        ...(has('background') && { background: ms('background', FALLS_AT - 30 * MINUTE_MS) }),
      },
      ...(has('day') && { endOn: ['day'] as const }),
      then: 'renew',
    });
    const write = (stage: Stage) => {
      stage.trigger('load', 0);
      for (const minutes of [15, 30, 40]) stage.trigger(minutes === 30 ? 'background' : 'input.click', minutes * MINUTE_MS);
    };
    const days = [FALLS_AT - (early === 'day' ? 1 : 0), FALLS_AT + DAY_MS].map((at) => at + T0);
    return { title: `${chosen.join(' and ')} at once${early ? `, ${early} 1 ms early` : ''}`, policy, write, setting: { days } };
  };
  return selections.flatMap((chosen) => [
    ...aroundDeadline(scene(chosen, null), TICK_AND_INPUT),
    ...(chosen.length > 2 ? [] : chosen).flatMap((early) => aroundDeadline(scene(chosen, early), LAST.slice(0, 1))),
  ]);
}

/** Days of 23, 24 and 25 hours, as the input tells them, and midnights UTC where it tells none. */
export function days(): Sketch[] {
  // Midnights two hours east of UTC, the second day one hour short, the third one hour long.
  const list = [0, 24, 47, 72, 96].map((hours) => T0 - 2 * HOUR_MS + hours * HOUR_MS);
  const starts = [-HOUR_MS, -1, 0, 1, 12 * HOUR_MS];
  const sketches = [list, undefined].flatMap((told) =>
    (told ?? [T0 + DAY_MS, T0 + 2 * DAY_MS]).slice(0, 3).flatMap((dayMs) =>
      starts.flatMap((start) =>
        aroundDeadline(
          {
            title: `day boundary${told ? ' of the input' : ''}; starts ${start} ms from one`,
            policy: policyOf({ endOn: ['day'], endAfter: {}, then: start === 0 ? 'renew' : 'wait' }),
            write: (stage) => stage.trigger('load', dayMs - T0 + start),
            ...(told && { setting: { days: told } }),
          },
          start === 12 * HOUR_MS ? LAST.slice(1, 2) : LAST.slice(0, 1),
        ),
      ),
    ),
  );
  const none = sketch('no further day in the input', policyOf({ endOn: ['day'], endAfter: {} }), (stage) => stage.trigger('load', 5), {
    days: [T0],
  });
  return [...sketches, none];
}
