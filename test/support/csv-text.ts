import fc from 'fast-check';
import { EPOCH_MS, MINUTE_MS } from './arbitrary.ts';

const row = fc.record({
  minutes: fc.oneof({ weight: 9, arbitrary: fc.nat({ max: 40 }) }, { weight: 1, arbitrary: fc.integer({ min: -200, max: -1 }) }),
  user: fc.constantFrom('ann', 'bob', 'u1', 'u2', '"e\nv""e"', '"x,y"', '"ann"', '"a""b"', 'zoë', 'a"b', '"\r\n"'),
  event: fc.constantFrom('page_view', 'background', 'foreground', 'input.click', '"a ""b"""', '', '"telemetry.logs"', 'it"s'),
  end: fc.constantFrom('\n', '\n', '\n', '\r\n'),
  before: fc.oneof(
    { weight: 12, arbitrary: fc.constant('') },
    { weight: 3, arbitrary: fc.constantFrom('\n', '\r\n', 'ann,never,x\n', 'a,b\n', ',5,x\n', '"a"b,5,x\n', 'ann,5,x\r\n') },
  ),
});

/** CSV of activity: mostly in order, with quotes, bad lines and empty ones, and either line end; the last may have none. */
export const csvText = fc
  .record({
    rows: fc.array(row, { minLength: 1, maxLength: 120 }),
    top: fc.constantFrom('', '', '\n', '\ufeff', '\ufeff\r\n'),
    tail: fc.constantFrom('', '', 'bob,1700000000000,x', '"bob",1700000000000,"x"', '"open,1700000000000,x\nann,1700000000000,x\n'),
  })
  .map(({ rows, top, tail }) => {
    let atMs = EPOCH_MS;
    const lines = rows.map(({ minutes, user, event, end, before }) => {
      atMs += minutes * MINUTE_MS;
      return `${before}${user},${atMs},${event}${end}`;
    });
    return `${top}user_id,timestamp_ms,event\n${lines.join('')}${tail}`;
  });
