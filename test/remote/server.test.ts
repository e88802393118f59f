/** What a server renders imports and calls the same modules as the page. */
import { expect, it } from 'vitest';
import { createWorkerSessions, joinParentSessions } from '../../src/remote/index.ts';

it('has no session in a worker’s end that runs outside of a worker', () => {
  const sessions = createWorkerSessions();
  sessions.notify('input.click');
  expect(sessions.getSessionId()).toBeNull();
  return sessions.shutdown();
});

it('takes what is there otherwise where there is no window, and no parent', async () => {
  const origins = ['https://shop.example'];
  expect(await joinParentSessions({ origins })).toBeNull();
  expect(await joinParentSessions({ origins, otherwise: () => 'mine' })).toBe('mine');
});
