import type { SessionPolicy } from '../../src/index.ts';
import { type Reading, simulate } from '../../src/tools/index.ts';
import type { Activity, Rows } from './activity.ts';
import type { Person, PersonSession, Sleep } from './messages.ts';
import { walk } from './walk.ts';

/** The walk through the chart keeps one object a step and policy. */
const MAX_STEPS = 20_000;

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
export async function followPerson(
  activity: Activity,
  user: string,
  { policies, sleeps }: { readonly policies: readonly SessionPolicy[]; readonly sleeps: readonly Sleep[] },
): Promise<Person> {
  const { names } = activity;
  const rows = asleep(activity.rows.get(user) ?? { times: new Float64Array(0), kinds: new Uint8Array(0) }, sleeps);
  const readings = new Map<string, Reading>(activity.readings.map(({ event, reading }) => [event, reading]));
  const happened = [...rows.times].map((atMs, row) => ({ atMs, reading: readings.get(names[rows.kinds[row] ?? 0] ?? '') ?? 'activity' }));
  const sessions: PersonSession[][] = policies.map(() => []);
  const csv = `user,time_ms,event\n${[...rows.times].map((atMs, row) => `p,${atMs},${quoted(names[rows.kinds[row] ?? 0] ?? '')}`).join('\n')}\n`;
  const bytes = new TextEncoder().encode(csv);
  const source = {
    name: user,
    reopens: true,
    async *open() {
      yield bytes;
    },
  };
  await simulate([source], {
    policies: policies.map((policy, index) => ({ ...policy, name: String(index) })),
    onSession: ({ policy, user: _, ...session }) => sessions[Number(policy)]?.push(session),
  });
  const most = Math.floor(MAX_STEPS / Math.max(1, policies.length));
  const walks = await Promise.all(policies.map((policy) => walk(policy, happened.slice(0, most))));
  return { user, ...rows, names, sessions, walks, isCut: happened.length > most };
}
