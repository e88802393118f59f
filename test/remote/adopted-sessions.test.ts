import { from, lastValueFrom, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import type { SessionChange } from '../../machines/session.ts';
import { createAdoptedSessions, type OwnedSession, type SessionOwner } from '../../src/remote/index.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';

/** An owner whose session a test sets by hand. */
function adopted(first: OwnedSession | null, extra: Partial<SessionOwner> = {}) {
  const clock = createManualClock();
  const owner = { session: first, calls: [] as unknown[] };
  const warnings: string[] = [];
  const sessions = createAdoptedSessions(
    { name: 'shell', getSession: () => owner.session, ...extra },
    { clock, diagnostics: { warn: (message) => void warnings.push(message), debug() {} } },
  );
  const changes: SessionChange[] = [];
  sessions.session$.subscribe((change) => void changes.push(change));
  const story = () => changes.map(({ type, session, atMs }) => [type, session.id, atMs]);
  return { clock, owner, sessions, warnings, story, startMs: clock.now() };
}

it('takes ids and boundaries from the owner', async () => {
  const { clock, owner, sessions, story, startMs } = adopted({ id: 'a' });
  expect(sessions.getSessionId()).toBe('a');
  await clock.advance(10_000);
  owner.session = { id: 'b', startTimeMs: startMs + 9_500 };
  expect(sessions.stamp('traces')).toBe('b');
  expect(sessions.getSessionId(startMs + 9_499)).toBe('a');
  expect(sessions.getSessionId(startMs + 9_500)).toBe('b');
  owner.session = null;
  expect(sessions.getSession()).toBe(null);
  expect(sessions.getSession(startMs + 9_600)).toMatchObject({
    id: 'b',
    previousId: 'a',
    ordinal: 2,
    policy: 'shell',
    endReason: 'app.shell',
  });
  await settle();
  expect(story()).toEqual([
    ['resumed', 'a', startMs],
    ['ended', 'a', startMs + 9_500],
    ['started', 'b', startMs + 9_500],
    ['ended', 'b', startMs + 10_000],
  ]);
});

it('sees a change within a second where the owner cannot tell, and at once where it can', async () => {
  const slow = adopted({ id: 'a' });
  slow.owner.session = { id: 'b' };
  await slow.clock.advance(999);
  expect(slow.story()).toEqual([['resumed', 'a', slow.startMs]]);
  await slow.clock.advance(1);
  expect(slow.story().map(([type, id]) => [type, id])).toEqual([
    ['resumed', 'a'],
    ['ended', 'a'],
    ['started', 'b'],
  ]);

  let changed = () => {};
  const quick = adopted(
    { id: 'a' },
    {
      subscribe(run) {
        changed = run;
        return () => {};
      },
    },
  );
  quick.owner.session = { id: 'b' };
  changed();
  await settle();
  expect(quick.clock.timers).toBe(0);
  expect(quick.story().at(-1)).toEqual(['started', 'b', quick.startMs]);
});

it('has no session from the deadline on that the owner gave, whatever the owner says', async () => {
  const { clock, sessions, startMs } = adopted({ id: 'a', deadlineMs: createManualClock().now() + 60_000 });
  await clock.advance(59_999);
  expect(sessions.stamp('logs')).toBe('a');
  await clock.advance(1);
  expect([sessions.stamp('logs'), sessions.getSessionId()]).toEqual([null, null]);
  expect(sessions.getSession(startMs)).toMatchObject({ id: 'a', lapseTimeMs: startMs + 60_000 });
});

it('tells `started` of a first session that began after the call, and `resumed` of any other', async () => {
  const clock = createManualClock();
  const early = adopted({ id: 'a', startTimeMs: clock.now() - 1 });
  const late = adopted(null);
  await late.clock.advance(5_000);
  late.owner.session = { id: 'b', startTimeMs: late.startMs + 4_000 };
  expect(late.sessions.getSessionId()).toBe('b');
  await settle();
  expect([early.story(), late.story()]).toEqual([[['resumed', 'a', early.startMs]], [['started', 'b', late.startMs + 4_000]]]);
});

it('hands on what happens here, and lives with an owner that throws or answers nonsense', async () => {
  const calls: unknown[] = [];
  const { owner, sessions, warnings } = adopted(
    { id: 'a', metadata: { plan: 'free' } },
    {
      notify: (...given) => void calls.push(['notify', ...given]),
      stamped: (...given) => void calls.push(['stamped', ...given]),
      setMetadata: (fields) => void calls.push(['setMetadata', fields]),
      end() {
        throw new Error('no');
      },
    },
  );
  sessions.notify('input.click', 5);
  sessions.stamp('metrics', 7);
  sessions.setMetadata({ plan: 'pro' });
  sessions.end('app.logout');
  expect(calls).toEqual([
    ['notify', 'input.click', 5],
    ['stamped', 'metrics', 7],
    ['setMetadata', { plan: 'pro' }],
  ]);
  expect(warnings).toEqual(['sessionchart: the owner of the session, shell, threw']);
  for (const nonsense of [7, {}, { id: '' }, { id: 5 }]) {
    owner.session = nonsense as never;
    expect(sessions.getSessionId()).toBe(null);
  }
});

it('tells of metadata that the owner changes', async () => {
  const { owner, sessions, story, startMs } = adopted({ id: 'a', metadata: { plan: 'free' } });
  owner.session = { id: 'a', metadata: { plan: 'pro' } };
  expect(sessions.getSession()?.metadata).toEqual({ plan: 'pro' });
  await settle();
  expect(story()).toEqual([
    ['resumed', 'a', startMs],
    ['updated', 'a', startMs],
  ]);
});

it('leaves out what makes no sense in an answer, and goes on', async () => {
  const { clock, owner, sessions, warnings, startMs } = adopted({ id: 'a' });
  const circular: Record<string, unknown> = { plan: 'pro' };
  circular.self = circular;
  const odd = {
    startTimeMs: Number(undefined),
    lastActivityTimeMs: '7',
    deadlineMs: Number.NaN,
    metadata: circular,
    attributes: { n: 1n },
  };
  owner.session = { id: 'b', ...odd } as never;
  expect(sessions.stamp('traces')).toBe('b');
  expect(sessions.getSession()).toMatchObject({
    startTimeMs: startMs,
    lastActivityTimeMs: startMs,
    metadata: { plan: 'pro' },
    attributes: {},
  });
  expect(warnings.map((text) => text.split(': ')[1])).toEqual([
    "startTimeMs of the owner's session",
    "lastActivityTimeMs of the owner's session",
    "deadlineMs of the owner's session",
    'attributes.n',
    'attributes.self',
  ]);
  owner.session = {
    id: 'b',
    get metadata(): never {
      throw new Error('no');
    },
  };
  expect(sessions.getSessionId()).toBe(null);
  await clock.advance(1_000);
  owner.session = { id: 'c' };
  expect(sessions.getSession()).toMatchObject({ id: 'c', startTimeMs: startMs + 1_000 });
});

it('has none where the owner goes back to an id that it had left, until it names another', async () => {
  const { owner, sessions, story } = adopted({ id: 'a' });
  const ids = ['b', 'a', 'b', 'c'].map((id) => {
    owner.session = { id };
    return sessions.getSessionId();
  });
  expect(ids).toEqual(['b', null, null, 'c']);
  await settle();
  expect(story().map(([type, id]) => `${type} ${id}`)).toEqual(['resumed a', 'ended a', 'started b', 'ended b', 'started c']);
});

it('makes streams that RxJS takes, and completes them', async () => {
  const { sessions } = adopted({ id: 'a' });
  const all = lastValueFrom(from(sessions.session$).pipe(toArray()));
  await settle();
  await sessions.shutdown();
  expect((await all).map(({ type }) => type)).toEqual(['resumed']);
});

it('refuses what is no owner, by name', () => {
  expect(() => createAdoptedSessions({ name: 'shell' } as never)).toThrow('owner.getSession: expected a function');
  expect(() => createAdoptedSessions({ name: 'a shell', getSession: () => null })).toThrow('owner.name: expected a word');
});
