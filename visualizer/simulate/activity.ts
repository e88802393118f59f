import type { SessionPolicy } from '../../src/index.ts';
import { ActivityError, type ActivitySource, type BadLine, type Reading, sampleActivity, simulate } from '../../src/tools/index.ts';
import type { ActivityRequest, LoadedActivity } from './messages.ts';

/** What one person did, as columns. */
export interface Rows {
  readonly times: Float64Array;
  readonly kinds: Uint8Array;
}
/** Activity as the worker keeps it. */
export interface Activity extends LoadedActivity {
  readonly source: ActivitySource;
  /** Names of what happened, as they came. */
  readonly names: readonly string[];
  /** By user; people in the order in which they came. */
  readonly rows: ReadonlyMap<string, Rows>;
}

/** More than this is for the command line. */
const MAX_BYTES = 96 << 20;
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

function sourceOf(request: ActivityRequest): ActivitySource {
  if (request.kind === 'file') return fileSource(request);
  const encoder = new TextEncoder();
  const pieces = [...sampleActivity(request)].map((piece) => encoder.encode(piece));
  return {
    name: 'sample',
    reopens: true,
    async *open() {
      yield* pieces;
    },
  };
}

function fileSource({ name, blob }: Extract<ActivityRequest, { kind: 'file' }>): ActivitySource {
  const size = `${(blob.size / 2 ** 20).toFixed(0)} MB`;
  if (blob.size > MAX_BYTES)
    throw new ActivityError(
      `${name} has ${size}; this page takes up to ${MAX_BYTES >> 20} MB. The command line takes any size: npx sessionchart simulate ${name}`,
    );
  if (blob.size === 0) throw new ActivityError(`${name} is empty: expected a header line and rows of user, time and event, came nothing`);
  return {
    name,
    reopens: true,
    async *open() {
      const reader = blob.stream().getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
    },
  };
}

/** Reads activity whole. @throws ActivityError saying what was expected and what came. */
export async function loadActivity(request: ActivityRequest): Promise<Activity> {
  const source = sourceOf(request);
  let firstBadLine: BadLine | null = null;
  const onBadLine = (bad: BadLine) => {
    firstBadLine ??= bad;
  };
  const first = await simulate([source], { policies: [], onBadLine });
  const badLines = first.badLines.reduce((sum, { count }) => sum + count, 0);
  if (first.fromMs === null || first.toMs === null) throw new ActivityError(noRows(source.name, firstBadLine));
  const names = first.readings.slice(0, MAX_NAMES).map(({ event }) => event);
  const { events, users, fromMs, toMs, readings } = first;
  const rows = await readRows(source, names);
  return { source, name: source.name, events, users, fromMs, toMs, readings, badLines, firstBadLine, names, rows };
}

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
