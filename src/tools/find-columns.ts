import { type ActivityColumns, ActivityError } from './activity-source.ts';

const COMMON = {
  user: 'user_id user userid user.id uid visitor_id visitor distinct_id anonymous_id client_id device_id customer_id account_id person_id',
  time: 'timestamp_ms timestamp time ts datetime date_time event_time event_timestamp eventtime time_ms at_ms atms at created_at occurred_at date',
  event: 'event event_name event_type eventname eventtype trigger type action name',
};
type Role = keyof typeof COMMON;

const plain = (name: string) => name.trim().toLowerCase().replaceAll(/[ -]+/g, '_');
const sameName = (a: string, b: string) => plain(a) === plain(b);
const listed = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(', ');

function find(role: Role, wanted: string | undefined, header: readonly string[], source: string): string | null {
  if (wanted !== undefined) {
    const found = header.find((name) => name === wanted) ?? header.find((name) => sameName(name, wanted));
    if (found !== undefined) return found;
    throw new ActivityError(`${source}: --${role}: expected one of the columns ${listed(header)}, came ${JSON.stringify(wanted)}`);
  }
  for (const common of COMMON[role].split(' ')) {
    const found = header.find((name) => sameName(name, common));
    if (found !== undefined) return found;
  }
  if (role === 'event') return null;
  const expected = `a column of ${role === 'user' ? 'users, such as user_id or user' : 'times, such as timestamp or time'}`;
  throw new ActivityError(`${source}: expected ${expected}, came ${listed(header)}; name it with --${role} COLUMN`);
}

/**
 * Which columns hold user, time and event: those that are named, else the first by a list of common names, in any case and with spaces, too.
 *
 * @returns the names as the header has them; `event` is `null` where there is none, and then every row is activity.
 * @throws ActivityError naming the columns that there are.
 */
export function findColumns(header: readonly string[], wanted: ActivityColumns, source: string) {
  return {
    user: find('user', wanted.user, header, source) ?? '',
    time: find('time', wanted.time, header, source) ?? '',
    event: find('event', wanted.event, header, source),
  };
}
