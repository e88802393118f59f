import { DAY_MS, MINUTE_MS, type Sketch, type Stage, sketch } from '../stage.ts';

type Put = (stage: Stage, at: number) => void;

/** One event of each kind that a live session judges. */
export const LAST: readonly (readonly [string, Put])[] = [
  ['tick', (stage, at) => stage.tick(at)],
  ['input', (stage, at) => stage.trigger('input.click', at)],
  ['navigation', (stage, at) => stage.trigger('navigation', at)],
  ['background', (stage, at) => stage.trigger('background', at)],
  ['foreground', (stage, at) => stage.trigger('foreground', at)],
  ['load', (stage, at) => stage.trigger('load', at)],
  ['unload', (stage, at) => stage.trigger('unload', at)],
  ['update', (stage, at) => stage.update({ 'user.id': 'u1' }, at)],
  ['end', (stage, at) => stage.end(at)],
  ['shutdown', (stage, at) => stage.shutdown(at)],
];
export const TICK_AND_INPUT = LAST.slice(0, 2);
const OFFSETS = [-1, 0, 1] as const;

interface Scene {
  readonly title: string;
  readonly policy: Sketch['policy'];
  readonly write: Put;
  readonly setting?: Parameters<typeof sketch>[3];
}

/** A scene, and then each event one millisecond before the deadline, at it and one after; a click follows each. */
export function aroundDeadline({ title, policy, write, setting }: Scene, last: readonly (readonly [string, Put])[] = LAST): Sketch[] {
  return last.flatMap(([name, put]) =>
    OFFSETS.map((offset) =>
      sketch(
        `${title}; ${name} at the deadline ${offset < 0 ? '- 1' : `+ ${offset}`}`,
        policy,
        (stage) => {
          write(stage, 0);
          const at = Number.isFinite(stage.deadline) ? stage.deadline + offset : DAY_MS + offset;
          put(stage, at);
          stage.trigger('input.click', at + MINUTE_MS);
        },
        setting,
      ),
    ),
  );
}
