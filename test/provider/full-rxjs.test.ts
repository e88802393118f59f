import { filter, map, Observable } from 'rxjs';
import { expect, it } from 'vitest';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { settle } from '../support/manual-clock.ts';
import { watch } from '../support/watch.ts';

const throwing = () => {
  throw new Error('inspector');
};

it('guards the subscribers of streams derived by operators, so that nothing reaches the host', async () => {
  const uncaught: unknown[] = [];
  const listen = (error: unknown) => uncaught.push(error);
  process.on('uncaughtException', listen);
  const { sessions, warnings } = watch();
  expect(sessions.session$).toBeInstanceOf(Observable);
  sessions.session$
    .pipe(
      filter(({ type }) => type === 'started'),
      map(({ session }) => session.id),
    )
    .subscribe(() => {
      throw new Error('bad subscriber');
    });
  await settle();
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('uncaughtException', listen);
  expect(uncaught).toEqual([]);
  expect(warnings).toHaveLength(1);
});

it('completes for every form of subscriber', async () => {
  const { sessions } = watch();
  const completed: string[] = [];
  sessions.session$.subscribe({ complete: () => completed.push('observer') });
  sessions.session$.subscribe(undefined, undefined, () => completed.push('arguments'));
  await sessions.shutdown();
  sessions.current$.subscribe({ complete: () => completed.push('late') });
  await settle();
  expect(completed).toEqual(['observer', 'arguments', 'late']);
});

it('lets no inspector that throws reach the host', async () => {
  for (const inspect of [throwing, { next: throwing }]) {
    const { clock, sessions, story, warnings } = watch({ inspect });
    sessions.notify('input.click');
    await clock.advance(30 * MINUTE_MS + 5_000);
    expect(story()).toEqual(['started s1 0', 'ended s1 0 inactivity']);
    expect(warnings).toEqual(['sessionchart: an inspector threw Error: inspector']);
  }
});
