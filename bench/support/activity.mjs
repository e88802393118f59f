import { closeSync, openSync, writeSync } from 'node:fs';

const HOUR_MS = 3_600_000;
const FROM_MS = 1_700_000_000_000;

/** Numbers in [0, 1), the same on each run. */
function createChance() {
  let seed = 7;
  return () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0;
    return (seed >>> 8) / 16_777_216;
  };
}

/**
 * Users of ten sessions each, as columns: rows up to two minutes apart, sessions an hour and more.
 *
 * @param {number} events
 * @param {number} perSession
 */
export function activityOf(events, perSession) {
  const chance = createChance();
  const perUser = Math.min(events, perSession * 10);
  const users = Math.max(1, Math.floor(events / perUser));
  const starts = new Int32Array(users + 1);
  const times = new Float64Array(users * perUser);
  let at = 0;
  for (let user = 0; user < users; user++) {
    let ms = FROM_MS + Math.floor(chance() * 24 * HOUR_MS);
    for (let i = 0; i < perUser; i++) {
      ms +=
        i % perSession === 0 ? HOUR_MS + Math.floor(chance() * 40 * HOUR_MS) : Math.floor(chance() * (perSession < 60 ? 120_000 : 60_000));
      times[at++] = ms;
    }
    starts[user + 1] = at;
  }
  return { users, rows: { starts, times, readings: new Uint16Array(at), disordered: 0 } };
}

/**
 * Writes the same as CSV, sorted by time.
 *
 * @param {string} file
 * @param {number} events
 */
export function writeActivity(file, events) {
  const { users, rows } = activityOf(events, 10);
  const WIDTH = 2 ** 20;
  const keys = new Float64Array(rows.times.length);
  for (let user = 0; user < users; user++) {
    const to = rows.starts[user + 1] ?? 0;
    for (let row = rows.starts[user] ?? 0; row < to; row++) keys[row] = ((rows.times[row] ?? 0) - FROM_MS) * WIDTH + user;
  }
  keys.sort();
  const names = ['page_view', 'input', 'focus'];
  const descriptor = openSync(file, 'w');
  let text = 'user_id,timestamp_ms,event\n';
  keys.forEach((key, i) => {
    const user = key % WIDTH;
    text += `u${user},${FROM_MS + (key - user) / WIDTH},${names[i % 3]}\n`;
    if (text.length < 1 << 20) return;
    writeSync(descriptor, text);
    text = '';
  });
  writeSync(descriptor, text);
  closeSync(descriptor);
}
