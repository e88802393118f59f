import { isTrigger, type Reading, type SimulateOptions, type Simulation } from '../tools/index.ts';
import { UsageError } from './terminal.ts';

/** What `--map` says that events are taken as. @throws UsageError naming the pair. */
export function readingsOf(maps: readonly string[]): ReadonlyMap<string, Reading> {
  const pairs = maps.flatMap((map) => map.split(','));
  return new Map(
    pairs.map((pair): [string, Reading] => {
      const at = pair.lastIndexOf('=');
      const reading = pair.slice(at + 1).trim();
      if (at < 1) throw new UsageError(`--map: expected NAME=TRIGGER, came ${JSON.stringify(pair)}`);
      if (reading === 'activity' || isTrigger(reading)) return [pair.slice(0, at).trim(), reading];
      throw new UsageError(`--map: expected a trigger such as input.click or navigation, or activity, came ${JSON.stringify(reading)}`);
    }),
  );
}

/** Mapped names that no row has: misspelt, most likely. */
export const unseenNames = (mapped: SimulateOptions['readings'], { readings }: Simulation): readonly string[] =>
  [...(mapped?.keys() ?? [])].filter((name) => name !== '*' && !readings.some(({ event }) => event.trim() === name));
