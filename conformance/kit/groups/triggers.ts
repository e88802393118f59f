import type { SessionPolicy, Trigger, TriggerRoot } from '../../../machines/policy.ts';
import { TRIGGER_ROOTS } from '../../../machines/policy-schema.ts';
import { HOUR_MS, MINUTE_MS, policyOf, type Sketch, sketch } from '../stage.ts';

const ROOTS = TRIGGER_ROOTS.split('|') as TriggerRoot[];

/** What a list covers: itself, what it refines, neither its own root nor what only begins alike. */
const LISTED: readonly (readonly [string, (root: TriggerRoot) => Trigger, (root: TriggerRoot) => Trigger])[] = [
  ['listed', (root) => root, (root) => root],
  ['refined', (root) => root, (root) => `${root}.one.two`],
  ['root of what is listed', (root) => `${root}.one`, (root) => root],
  ['like what is listed', (root) => `${root}.one`, (root) => `${root}.oneself`],
];

const isAttribute = (root: TriggerRoot) => root === 'attribute' || root === 'day';

/** Who starts a session: first in `idle`, then in `expired`, told first what is not listed. */
export const starts = (): Sketch[] =>
  ROOTS.flatMap((root) =>
    LISTED.map(([how, listed, came]) =>
      sketch(
        `starts on ${listed(root)}; ${came(root)} comes, ${how}`,
        policyOf({ startOn: [listed(root)], endAfter: { inactivity: { ms: MINUTE_MS } } }),
        (stage) => {
          stage.trigger('navigation.other', 0);
          stage.trigger(came(root), 1);
          stage.trigger(came(root), HOUR_MS);
        },
      ),
    ),
  );

/** The first load of a scope, and updates that start. */
export function firstLoads(): Sketch[] {
  const cases: readonly (readonly [string, Partial<SessionPolicy>])[] = [
    ['starts', { startOn: ['load.first'] }],
    ['extends', { extendOn: ['load.first'] }],
    ['ends', { endOn: ['load.first'] }],
    ['splits', { splitOn: ['load.first'] }],
  ];
  return cases.flatMap(([what, policy]) =>
    (['load', 'load.reload'] as const).map((load) =>
      sketch(`load.first ${what}; ${load} comes`, policyOf(policy), (stage) => {
        stage.trigger(load, 0);
        stage.trigger(load, MINUTE_MS);
        stage.trigger(load, HOUR_MS);
        stage.trigger('input', 2 * HOUR_MS);
        stage.trigger(load, 2 * HOUR_MS + 1);
      }),
    ),
  );
}

/** What extends: triggers that are listed, at the pace that the policy takes. */
export const activity = (): Sketch[] => [
  ...ROOTS.filter((root) => !isAttribute(root)).flatMap((root) =>
    LISTED.map(([how, listed, came]) =>
      sketch(
        `extends on ${listed(root)}; ${came(root)} comes, ${how}`,
        policyOf({ startOn: ['input.start'], extendOn: [listed(root)] }),
        (stage) => {
          stage.trigger('input.start', 0);
          stage.trigger(came(root), 5 * MINUTE_MS);
          stage.trigger(came(root), 5 * MINUTE_MS);
          stage.tick(31 * MINUTE_MS);
        },
      ),
    ),
  ),
  ...[0, 1, 1_000, MINUTE_MS].flatMap((extendEveryMs) =>
    [-1, 0, 1].map((offset) =>
      sketch(`activity ${offset} ms from the pace of ${extendEveryMs} ms`, policyOf({ extendEveryMs }), (stage) => {
        stage.trigger('load', 0);
        stage.trigger('input.click', Math.max(0, extendEveryMs + offset));
        stage.trigger('input.click', Math.max(0, 2 * (extendEveryMs + offset)));
        stage.trigger('input.click', 3 * extendEveryMs + offset);
        stage.tick(stage.deadline);
      }),
    ),
  ),
];

/** Events that come late count where they were, never before what was already told. */
export const late = (): Sketch[] =>
  [0, 1, MINUTE_MS, 9 * MINUTE_MS, 10 * MINUTE_MS, 11 * MINUTE_MS, HOUR_MS].flatMap((by) =>
    (['input.click', 'navigation', 'background', 'telemetry.logs', 'load', 'unload', 'foreground'] as const).map((trigger) =>
      sketch(
        `${trigger} ${by} ms late`,
        policyOf({
          startOn: ['input'],
          splitOn: ['navigation'],
          endAfter: { inactivity: { ms: 30 * MINUTE_MS }, background: { ms: HOUR_MS } },
        }),
        (stage) => {
          stage.trigger('input', 0);
          stage.trigger('input.click', 10 * MINUTE_MS);
          stage.update({ a: by }, 10 * MINUTE_MS);
          stage.trigger(trigger, 10 * MINUTE_MS - by);
          stage.end(10 * MINUTE_MS - by);
          stage.trigger('input.click', 5 * MINUTE_MS);
          stage.tick(2 * HOUR_MS);
        },
      ),
    ),
  );

/** Visibility and openness are remembered where no session lives. */
export const remembered = (): Sketch[] =>
  (['background', 'foreground', 'unload', 'load.reload'] as const).flatMap((first) =>
    (['background', 'foreground', 'unload', 'load.reload'] as const).flatMap((second) =>
      [undefined, 'open', 'closed'].map((where) =>
        sketch(
          `${first} and ${second} before the start, background limit ${where ?? 'anywhere'}`,
          policyOf({
            startOn: ['input'],
            endAfter: {
              inactivity: { ms: 30 * MINUTE_MS, while: where === 'open' ? 'foreground' : 'open' },
              background: { ms: 10 * MINUTE_MS, ...((where === 'open' || where === 'closed') && { while: where }) },
            },
          }),
          (stage) => {
            stage.trigger(first, 0);
            stage.trigger(second, 7);
            stage.trigger('input', MINUTE_MS);
            stage.tick(Number.isFinite(stage.deadline) ? stage.deadline : HOUR_MS);
            stage.trigger(second, 2 * HOUR_MS);
            stage.trigger('input', 3 * HOUR_MS);
          },
        ),
      ),
    ),
  );
