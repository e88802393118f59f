import type { SessionPolicy } from '../../machines/policy.ts';
import * as contents from './groups/contents.ts';
import * as ends from './groups/ends.ts';
import { coinciding, days, limits, long } from './groups/limits.ts';
import * as records from './groups/records.ts';
import * as restores from './groups/restores.ts';
import { polls, stopwatches } from './groups/stopwatches.ts';
import * as triggers from './groups/triggers.ts';
import { walk } from './groups/walks.ts';
import { play } from './play.ts';
import type { Sketch } from './stage.ts';
import { type Vector, writeSteps } from './vector.ts';

const WALKS = 260;
const WALKS_A_PRESET = 5;

/** All groups, each a file. */
function sketches(presets: readonly SessionPolicy[]): Readonly<Record<string, readonly Sketch[]>> {
  return {
    limits: limits(),
    coinciding: coinciding(),
    long: long(),
    days: days(),
    stopwatches: stopwatches(),
    polls: polls(),
    starts: [...triggers.starts(), ...triggers.firstLoads(), ...triggers.remembered()],
    activity: [...triggers.activity(), ...triggers.late()],
    ends: [...ends.endings(), ...ends.noNews(), ...ends.wishes(), ...ends.shutdowns()],
    renewals: [...ends.renewals(), ...ends.closings()],
    telemetry: [...contents.telemetry(), ...contents.pulses()],
    metadata: [...contents.metadata(), ...contents.parts(), ...contents.names()],
    sampling: contents.sampling(),
    sync: [...records.syncs(), ...records.revoked(), ...records.unlinked(), ...restores.otherScopes(), ...restores.shared()],
    restore: [...restores.restores(), ...restores.upgrades(), ...restores.cutOffs(), ...restores.laterCutOffs(), ...restores.joins()],
    presets: presets.flatMap((policy, index) =>
      Array.from({ length: WALKS_A_PRESET }, (_, seed) => walk(1_000_000 + index * 100 + seed, policy)),
    ),
    walks: Array.from({ length: WALKS }, (_, seed) => walk(seed + 1)),
  };
}

/** @returns every vector, by the group that its file is named after. */
export function createVectors(presets: readonly SessionPolicy[]): Readonly<Record<string, readonly Vector[]>> {
  return Object.fromEntries(
    Object.entries(sketches(presets)).map(([group, list]) => [group, list.map((one, index) => vectorOf(`${group}/${index + 1}`, one))]),
  );
}

function vectorOf(id: string, { title, policy, input, events, withRecord }: Sketch): Vector {
  const { steps, record } = play(policy, input, events);
  return { id, title, policy, input, events, expect: writeSteps(steps), ...(withRecord && { record }) };
}
