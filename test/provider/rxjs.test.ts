import { filter, map, Observable } from 'rxjs';
import { expect, it } from 'vitest';
import { settle } from '../support/manual-clock.ts';
import { watch } from '../support/watch.ts';

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
