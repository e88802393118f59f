import type { SessionPolicy } from '../../src/index.ts';
import { ActivityError, type ActivitySource, type BadLine, type Reading, simulate } from '../../src/tools/index.ts';
import { type Activity, numbered, type Rows } from './activity.ts';
import { followPerson } from './person.ts';

const MAX_NAMES = 255;
const TRIGGERS =
  'load unload input navigation telemetry export foreground background focus blur freeze resume online offline heartbeat attribute day clock manual app';
/** Makes a session of each instant, so that the simulator tells what happened when. */
const EACH_INSTANT: SessionPolicy = {
  name: 'each instant',
  startOn: TRIGGERS.split(' ') as SessionPolicy['startOn'],
  extendOn: [],
  endAfter: { duration: { ms: 1 } },
  then: 'wait',
  scope: 'app',
};

/** Rows of user, time and event. @throws ActivityError where there is none. */
export async function loadRows(source: ActivitySource): Promise<Activity> {
  let firstBadLine: BadLine | null = null;
  const onBadLine = (bad: BadLine) => {
    firstBadLine ??= bad;
  };
  const first = await simulate([source], { policies: [], onBadLine });
  const badLines = first.badLines.reduce((sum, { count }) => sum + count, 0);
  if (first.fromMs === null || first.toMs === null) throw new ActivityError(noRows(source.name, firstBadLine));
  const { events, users, fromMs, toMs } = first;
  const names = first.readings.slice(0, MAX_NAMES).map(({ event }) => event);
  const readings = new Map<string, Reading>(first.readings.map(({ event, reading }) => [event, reading]));
  const rows = await readRows(source, names);
  return {
    ...{ kind: 'rows', name: source.name, events, users, fromMs, toMs, badLines, firstBadLine, rows },
    async run(policies, onSession) {
      const { policies: tallies } = await simulate([source], { policies: numbered(policies), onSession });
      return tallies;
    },
    follow: (user, wish) => followPerson({ user, names, readings, rows: rows.get(user) ?? NOTHING }, wish),
  };
}

const NOTHING: Rows = { times: new Float64Array(0), kinds: new Uint8Array(0) };

const noRows = (name: string, bad: BadLine | null) =>
  bad
    ? `${name} has no row that can be read. Line ${bad.line}: ${bad.fault}`
    : `${name} has no rows: expected some after the header, came none`;

interface Growing {
  times: number[];
  kinds: number[];
}

async function readRows(source: ActivitySource, names: readonly string[]): Promise<Map<string, Rows>> {
  const readings = new Map<string, Reading>(names.map((name, kind) => [name, `app.${kind}`]));
  const people = new Map<string, Growing>();
  await simulate([source], {
    policies: [EACH_INSTANT],
    readings,
    onSession({ user, startTimeMs, startReason, events }) {
      const rows = people.get(user) ?? { times: [], kinds: [] };
      if (rows.times.length === 0) people.set(user, rows);
      for (let row = 0; row < Math.max(1, events); row++) {
        rows.times.push(startTimeMs);
        rows.kinds.push(Number(startReason.slice('app.'.length)) || 0);
      }
    },
  });
  return new Map([...people].map(([user, rows]) => [user, { times: Float64Array.from(rows.times), kinds: Uint8Array.from(rows.kinds) }]));
}
