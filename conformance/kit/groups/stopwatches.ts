import type { Limit, Limits, SessionPolicy } from '../../../machines/policy.ts';
import { MINUTE_MS, policyOf, type Sketch, type Stage } from '../stage.ts';
import { aroundDeadline, TICK_AND_INPUT } from './last-events.ts';

const WHERE = ['foreground', 'background', 'open', 'closed'] as const;
type Where = (typeof WHERE)[number];
type Walk = readonly (readonly [minutes: number, trigger: 'background' | 'foreground' | 'unload' | 'load' | 'input.click'])[];

const WALKS: readonly Walk[] = [
  [
    [4, 'background'],
    [11, 'foreground'],
  ],
  [
    [4, 'unload'],
    [11, 'load.reload'],
  ],
  [
    [3, 'background'],
    [5, 'unload'],
    [16, 'load.reload'],
    [18, 'foreground'],
    [19, 'background'],
  ],
  [
    [2, 'background'],
    [2, 'foreground'],
    [6, 'input.click'],
    [8, 'background'],
  ],
  [
    [1, 'unload'],
    [2, 'input.click'],
    [20, 'load.reload'],
    [21, 'unload'],
  ],
  // Stops when the span is over and no poll has noticed, and goes on at the instant of a poll.
  [
    [32, 'background'],
    [42, 'foreground'],
  ],
  [
    [32, 'unload'],
    [42, 'load.reload'],
  ],
  [
    [2, 'background'],
    [4, 'unload'],
    [33, 'foreground'],
    [34, 'load.reload'],
    [42, 'background'],
    [42, 'unload'],
  ],
] as Walk[];

/** From here on the walks are those of limits that are polled. */
const OF_POLLS = 5;

const walkAlong = (walk: Walk, start: number) => (stage: Stage) => {
  stage.trigger('load', start);
  for (const [minutes, trigger] of walk) stage.trigger(trigger, start + minutes * MINUTE_MS);
};

function limited(name: 'inactivity' | 'background' | 'duration', limit: Limit): Partial<SessionPolicy> {
  return { endAfter: { [name]: limit } as Limits };
}

/** Limits that run in one condition only and stand still elsewhere. */
export const stopwatches = (): Sketch[] =>
  (['inactivity', 'duration', 'background'] as const).flatMap((name) =>
    WHERE.filter((where) => name !== 'background' || where === 'open' || where === 'closed').flatMap((where: Where) =>
      WALKS.flatMap((walk, index) =>
        (index < OF_POLLS ? [undefined, 7 * MINUTE_MS] : [7 * MINUTE_MS]).flatMap((everyMs) =>
          aroundDeadline(
            {
              title: `${name} while ${where}, walk ${index + 1}${everyMs ? ', polled' : ''}`,
              policy: policyOf(
                limited(name, { ms: 30 * MINUTE_MS, while: where, ...(index % 2 && { inclusive: true }), ...(everyMs && { everyMs }) }),
              ),
              write: walkAlong(walk, everyMs ? 1_234 : 0),
            },
            TICK_AND_INPUT.slice(index % 2, (index % 2) + 1),
          ),
        ),
      ),
    ),
  );

/** An SDK that polls: the end falls on a multiple of its interval since the start. */
export const polls = (): Sketch[] =>
  (['inactivity', 'duration', 'background'] as const).flatMap((name) =>
    [30 * MINUTE_MS, 28 * MINUTE_MS, 1].flatMap((ms) =>
      [false, true].flatMap((inclusive) =>
        [0, 3 * MINUTE_MS + 17].flatMap((clickAt) =>
          aroundDeadline(
            {
              title: `${name} of ${ms} ms${inclusive ? ', inclusive' : ''}, polled each 7 min, click after ${clickAt} ms`,
              policy: policyOf(limited(name, { ms, everyMs: 7 * MINUTE_MS, ...(inclusive && { inclusive }) })),
              write(stage) {
                stage.trigger('load', 999);
                if (clickAt > 0) stage.trigger('input.click', 999 + clickAt);
                stage.trigger('background', 1_000 + clickAt);
              },
            },
            TICK_AND_INPUT.slice(0, 1),
          ),
        ),
      ),
    ),
  );
