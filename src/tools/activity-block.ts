/** Rows of activity as columns. */
export interface ActivityColumnsOf {
  /** Unix epoch milliseconds. */
  readonly times: Float64Array;
  /** Numbers of what the rows are taken as. */
  readonly readings: Uint16Array;
}

/** Rows by user, each user's in order of time; rows of one instant stay as they came. */
export interface UserRows extends ActivityColumnsOf {
  /** User `u` has the rows from `starts[u]` to `starts[u + 1]`. */
  readonly starts: Int32Array;
  /** Users that had to be sorted by time. */
  readonly disordered: number;
}

export interface ActivityBlock {
  readonly size: number;
  push(user: number, atMs: number, reading: number): void;
  /** The rows by user. The arrays are used again by the next call. */
  byUser(users: number): UserRows;
  clear(): void;
}

const START_ROWS = 1 << 14;

/** Holds up to `capacity` rows of 14 bytes, as many again while it sorts; it grows as they come. */
export function createActivityBlock(capacity: number): ActivityBlock {
  let room = Math.min(START_ROWS, capacity);
  let users = new Int32Array(room);
  let times = new Float64Array(room);
  let readings = new Uint16Array(room);
  let sorted = { times: new Float64Array(0), readings: new Uint16Array(0) };

  const grow = () => {
    room = Math.min(room * 2, capacity);
    const old = { users, times, readings };
    users = new Int32Array(room);
    times = new Float64Array(room);
    readings = new Uint16Array(room);
    users.set(old.users);
    times.set(old.times);
    readings.set(old.readings);
  };
  const block = {
    size: 0,
    push(user: number, atMs: number, reading: number) {
      const row = block.size++;
      if (row === room) grow();
      users[row] = user;
      times[row] = atMs;
      readings[row] = reading;
    },
    byUser(count: number): UserRows {
      const { size } = block;
      if (sorted.times.length < size) sorted = { times: new Float64Array(room), readings: new Uint16Array(room) };
      const starts = startsOf(users.subarray(0, size), count);
      const next = starts.slice();
      for (let row = 0; row < size; row++) {
        const user = users[row] as number;
        const to = next[user] as number;
        next[user] = to + 1;
        sorted.times[to] = times[row] as number;
        sorted.readings[to] = readings[row] as number;
      }
      return { ...sorted, starts, disordered: sortByTime(sorted, starts) };
    },
    clear() {
      block.size = 0;
    },
  };
  return block;
}

/** A counting sort's first half: where each user's rows begin. */
function startsOf(users: Int32Array, count: number): Int32Array {
  const starts = new Int32Array(count + 1);
  for (const user of users) starts[user + 1] = (starts[user + 1] as number) + 1;
  for (let user = 0; user < count; user++) starts[user + 1] = (starts[user + 1] as number) + (starts[user] as number);
  return starts;
}

function sortByTime(rows: ActivityColumnsOf, starts: Int32Array): number {
  let disordered = 0;
  for (let user = 0; user + 1 < starts.length; user++) {
    const from = starts[user] as number;
    const to = starts[user + 1] as number;
    if (isInOrder(rows.times, from, to)) continue;
    sortRange(rows, from, to);
    disordered++;
  }
  return disordered;
}

function isInOrder(times: Float64Array, from: number, to: number): boolean {
  for (let row = from + 1; row < to; row++) if ((times[row] as number) < (times[row - 1] as number)) return false;
  return true;
}

function sortRange(rows: ActivityColumnsOf, from: number, to: number): void {
  const times = rows.times.slice(from, to);
  const readings = rows.readings.slice(from, to);
  const order = Uint32Array.from(times, (_, row) => row).sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
  order.forEach((row, i) => {
    rows.times[from + i] = times[row] as number;
    rows.readings[from + i] = readings[row] as number;
  });
}
