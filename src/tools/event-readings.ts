import type { Trigger, TriggerRoot } from '../../machines/policy.ts';
import { type ByteTable, createByteTable } from './byte-table.ts';

/** What a row is taken as. `activity`: a sign of life, in whatever form a policy counts one. */
export type Reading = Trigger | 'activity';

/** As `TriggerRoot`; the compiler holds it complete. */
const ROOTS: Readonly<Record<TriggerRoot, true>> = {
  load: true,
  unload: true,
  input: true,
  navigation: true,
  telemetry: true,
  export: true,
  foreground: true,
  background: true,
  focus: true,
  blur: true,
  freeze: true,
  resume: true,
  online: true,
  offline: true,
  heartbeat: true,
  timer: true,
  attribute: true,
  day: true,
  clock: true,
  manual: true,
  app: true,
};
export const TRIGGER_ROOTS = Object.keys(ROOTS) as readonly TriggerRoot[];

/** By themselves these say no more than that the user did something. */
export const ACTIVITY_NAMES: readonly string[] = ['input', 'focus', ''];

export const isTrigger = (name: string): name is Trigger =>
  /^[a-z]+(\.[^.]+)*$/.test(name) && Object.hasOwn(ROOTS, name.split('.', 1)[0] ?? '');

/**
 * What an event's name is taken as: a trigger's name (`input.click`, `foreground`, `telemetry.logs`) as that trigger,
 * any other (`page_view`), none at all, and the bare `input` and `focus` as activity. `overrides` go first; its `*`
 * stands for every name that it does not list.
 */
export function readingOf(name: string, overrides: ReadonlyMap<string, Reading>): Reading {
  const told = overrides.get(name) ?? overrides.get('*');
  if (told !== undefined) return told;
  return isTrigger(name) && !ACTIVITY_NAMES.includes(name) ? name : 'activity';
}

/** Numbers what rows are taken as; `activity` is 0. */
export interface EventReadings {
  readonly readings: readonly Reading[];
  /** @returns the number of what the event named by these bytes is taken as. */
  read(bytes: Uint8Array, start: number, end: number): number;
  /** How often each name came, and as what it was taken; the most frequent first. */
  told(): { readonly event: string; readonly reading: Reading; readonly count: number }[];
}

/** Beyond so many triggers a block's column of them would not do; nobody has them. */
const MAX_READINGS = 0xffff;

export function createEventReadings(overrides: ReadonlyMap<string, Reading> = new Map()): EventReadings {
  const readings: Reading[] = ['activity'];
  const names: ByteTable = createByteTable();
  const numbers: number[] = [];
  const counts: number[] = [];
  const numberOf = (reading: Reading) => {
    const known = readings.indexOf(reading);
    if (known >= 0 || readings.length > MAX_READINGS) return Math.max(0, known);
    return readings.push(reading) - 1;
  };
  return {
    readings,
    read(bytes, start, end) {
      const name = names.intern(bytes, start, end);
      if (name === numbers.length) {
        numbers.push(numberOf(readingOf(names.nameOf(name).trim(), overrides)));
        counts.push(0);
      }
      counts[name] = (counts[name] as number) + 1;
      return numbers[name] as number;
    },
    told: () =>
      numbers
        .map((number, name) => ({ event: names.nameOf(name), reading: readings[number] as Reading, count: counts[name] as number }))
        .sort((a, b) => b.count - a.count || (a.event < b.event ? -1 : 1)),
  };
}
