import type { SessionPolicy } from '../../src/index.ts';
import { type Reading, simulate } from '../../src/tools/index.ts';
import { numbered, type Rows, type Wish } from './activity.ts';
import type { Person, PersonSession, Sleep } from './messages.ts';
import { walk } from './walk.ts';

/** The walk through the chart keeps one object a step and policy. */
const MAX_STEPS = 20_000;

/** One person's rows, and what they mean. */
interface Followed {
  readonly user: string;
  readonly rows: Rows;
  /** Of what happened, by number. */
  readonly names: readonly string[];
  readonly readings: ReadonlyMap<string, Reading>;
}

function asleep({ times, kinds }: Rows, sleeps: readonly Sleep[]): Rows {
  if (sleeps.length === 0) return { times: times.slice(), kinds: kinds.slice() };
  const ordered = [...sleeps].sort((a, b) => a.atMs - b.atMs);
  let shiftMs = 0;
  let next = 0;
  const shifted = times.map((timeMs) => {
    for (let sleep = ordered[next]; sleep && timeMs + shiftMs > sleep.atMs; sleep = ordered[++next]) shiftMs += sleep.ms;
    return timeMs + shiftMs;
  });
  return { times: shifted, kinds: kinds.slice() };
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** What happened to one person, and what every policy makes of it. */
export async function followPerson({ user, names, readings, rows: all }: Followed, { policies, sleeps }: Wish): Promise<Person> {
  const rows = asleep(all, sleeps);
  const nameAt = (row: number) => names[rows.kinds[row] ?? 0] ?? '';
  const most = Math.floor(MAX_STEPS / Math.max(1, policies.length));
  const happened = [...rows.times.subarray(0, most)].map((atMs, row) => ({ atMs, reading: readings.get(nameAt(row)) ?? 'activity' }));
  const walks = await Promise.all(policies.map((policy) => walk(policy, happened)));
  return { user, ...rows, names, sessions: await sessionsOf(rows, nameAt, policies), walks, isCut: rows.times.length > most };
}

async function sessionsOf({ times }: Rows, nameAt: (row: number) => string, policies: readonly SessionPolicy[]) {
  const sessions: PersonSession[][] = policies.map(() => []);
  const csv = `user,time_ms,event\n${[...times].map((atMs, row) => `p,${atMs},${quoted(nameAt(row))}`).join('\n')}\n`;
  const bytes = new TextEncoder().encode(csv);
  const source = {
    name: 'one person',
    reopens: true,
    async *open() {
      yield bytes;
    },
  };
  await simulate([source], {
    policies: numbered(policies),
    onSession: ({ policy, user: _, ...session }) => sessions[Number(policy)]?.push(session),
  });
  return sessions;
}
