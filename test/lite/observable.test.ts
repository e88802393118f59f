import { firstValueFrom, from } from 'rxjs';
import { expect, it } from 'vitest';
import type { LiveSession, SessionChange } from '../../machines/session.ts';
import { createSessionProvider } from '../../src/lite.ts';
import { load } from '../support/watch.ts';

const quiet = { diagnostics: { warn() {}, debug() {} } };

it('is taken by RxJS as one of its own, values and completion', async () => {
  const sessions = createSessionProvider({ platform: load, ...quiet });
  const changes: SessionChange[] = [];
  let isComplete = false;
  from(sessions.session$).subscribe({ next: (change) => changes.push(change), complete: () => (isComplete = true) });
  const live: LiveSession | null = await firstValueFrom(from(sessions.current$));
  expect(live?.id).toBe(sessions.getSessionId());
  await sessions.shutdown();
  expect(changes.map(({ type }) => type)).toEqual(['started', 'ended']);
  expect(isComplete).toBe(true);
});

it('stops when asked, completes late subscribers at once, and reports what they throw', async () => {
  const warnings: string[] = [];
  const sessions = createSessionProvider({ platform: load, diagnostics: { warn: (message) => warnings.push(message), debug() {} } });
  const heard: string[] = [];
  sessions.session$.subscribe(() => {
    throw new Error('bad subscriber');
  });
  const subscription = sessions.session$.subscribe(({ type }) => heard.push(type));
  subscription.unsubscribe();
  sessions.session$.subscribe({ next: ({ type }) => heard.push(`other ${type}`) });
  await sessions.shutdown();
  sessions.current$.subscribe({ complete: () => heard.push('complete') });
  expect(heard).toEqual(['other started', 'other ended', 'complete']);
  expect(warnings).toEqual(['sessionchart: a subscriber threw', 'sessionchart: a subscriber threw']);
});
