import { expect, it } from 'vitest';
import type { EndedSession } from '../../machines/session.ts';
import { triggerEvent } from '../../machines/triggers.ts';
import { retain } from '../../src/provider/retain.ts';
import { runSteps } from '../support/runners.ts';
import { testPolicy } from '../support/watch.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = 100 * HOUR_MS;
/** One session an hour, `s1` to `s5`, ended at hours 96 to 100. */
const sessions: readonly EndedSession[] = (() => {
  const ran = runSteps({ ...testPolicy, endAfter: {} });
  for (let hour = 96; hour <= 100; hour++) {
    ran.send(triggerEvent('input.click', hour * HOUR_MS));
    ran.send({ type: 'session.end', atMs: hour * HOUR_MS, reason: 'manual' });
  }
  return ran.changes.flatMap((change) => (change.type === 'ended' ? [change.session] : []));
})();
const kept = (retention: Parameters<typeof retain>[1], list = sessions) => retain(list, retention, NOW_MS).map(({ id }) => id);

it('keeps the newest, oldest first, up to a count, an age and a size', () => {
  const size = JSON.stringify(sessions[4]).length;
  expect(kept({})).toEqual(['s1', 's2', 's3', 's4', 's5']);
  expect(kept({ count: 2 })).toEqual(['s4', 's5']);
  expect(kept({ ageMs: 2 * HOUR_MS })).toEqual(['s3', 's4', 's5']);
  expect(kept({ ageMs: 2 * HOUR_MS - 1 })).toEqual(['s4', 's5']);
  expect(kept({ bytes: 2 * size })).toEqual(['s4', 's5']);
  expect(kept({ bytes: 2 * size - 1 })).toEqual(['s5']);
  expect(kept({ count: 0 })).toEqual([]);
});

it('keeps each id once, as it was told last', () => {
  const changed = sessions.map((session) => ({ ...session, metadata: { late: true } }));
  const list = retain([...sessions, ...changed], {}, NOW_MS);
  expect(list.map(({ id, metadata }) => [id, metadata])).toEqual(sessions.map(({ id }) => [id, { late: true }]));
});
