import { expect, it } from 'vitest';
import { createNativeProvider } from '../../src/native/index.ts';
import { createFakeHost, settle } from './fake-host.ts';

const ID = '01020304-0506-4708-890a-0b0c0d0e0f10';
type Emitted = ReturnType<typeof createFakeHost>['emitted'];
/** What was emitted, in few words. */
const words = (emitted: Emitted) =>
  emitted.map(([kind, value]) => {
    const { type, name, state, isWiped, session } = value as { readonly [key: string]: unknown };
    const { endReason = null } = (session ?? {}) as { readonly endReason?: string | null };
    return [kind, type ?? name ?? state ?? isWiped, ...(endReason ? [endReason] : [])].join(' ');
  });
const open = (consent: object, fake = createFakeHost()) => ({
  fake,
  sessions: createNativeProvider(fake.host, JSON.stringify({ consent })),
});

it('stores and emits nothing before the grant, and then what was held, with its own time', async () => {
  const { fake, sessions } = open({});
  sessions.show();
  fake.nowMs += 60_000;
  sessions.notify('input.touch');
  expect([sessions.stamp('traces'), sessions.mayLeave()]).toEqual([ID, 'later']);
  await settle();
  expect([fake.emitted, fake.disk.size]).toEqual([[], 0]);
  sessions.grantConsent();
  await settle();
  expect(words(fake.emitted)).toEqual(['consent granted', 'change started', 'event session.start']);
  expect(fake.emitted[2]).toMatchObject(['event', { timeMs: fake.nowMs - 60_000, observedTimeMs: fake.nowMs - 60_000 }]);
  expect([[...fake.disk.values()].join().includes(ID), sessions.mayLeave()]).toEqual([true, 'now']);
});

it('ends the session when consent is taken back, emits no event of that, and leaves nothing', async () => {
  const { fake, sessions } = open({ granted: true });
  sessions.show();
  await settle();
  fake.emitted.length = 0;
  sessions.revokeConsent();
  await settle();
  expect(words(fake.emitted)).toEqual(['consent revoked', 'change ended app.consent_revoked', 'wiped true']);
  sessions.notify('input.touch');
  await settle();
  expect([sessions.stamp('logs'), sessions.getSession(), sessions.mayLeave()]).toEqual([null, null, 'never']);
  expect([...fake.disk.keys()].filter((key) => fake.disk.get(key)?.includes(ID))).toEqual([]);
});

it('removes the texts themselves where the host can, and says so where it fails', async () => {
  const fake = createFakeHost();
  const removed: string[] = [];
  fake.host.removeText = (key) => {
    removed.push(key);
    if (!fake.canWrite) throw new Error('the disk is gone');
    fake.disk.delete(key);
  };
  const { sessions } = open({ granted: true }, fake);
  sessions.show();
  await settle();
  expect(fake.disk.size).toBeGreaterThan(0);
  sessions.revokeConsent();
  await settle();
  expect([fake.disk.size, removed.length]).toEqual([0, 8]);
  fake.canWrite = false;
  sessions.revokeConsent();
  await settle();
  expect(words(fake.emitted).at(-1)).toBe('wiped false');
  expect(fake.logged.join()).toContain('what was stored could not be wiped: Error: the disk is gone');
});

it('records nothing where that is wanted, and begins with the grant as the app then is', async () => {
  const { fake, sessions } = open({ before: 'nothing' });
  sessions.hide();
  sessions.show();
  sessions.blur();
  expect([sessions.getSession(), sessions.mayLeave()]).toEqual([null, 'never']);
  fake.nowMs += 60_000;
  sessions.grantConsent();
  await settle();
  const [live] = fake.emitted.flatMap(([kind, value]) => (kind === 'change' ? [value] : []));
  expect(live).toMatchObject({ type: 'started', atMs: fake.nowMs, session: { startReason: 'load', metadata: { 'app.foreground': true } } });
});

it('names what is wrong with the option, and warns where nobody was asked', () => {
  const fake = createFakeHost();
  expect(() => open({ before: 'disk' }, fake)).toThrow('before: expected "memory" or "nothing", came "disk"');
  const sessions = createNativeProvider(fake.host);
  sessions.grantConsent();
  sessions.revokeConsent();
  const warning = 'warn: sessionchart: nobody is asked for consent; createNativeProvider takes the option consent for that';
  expect(fake.logged).toEqual([warning, warning]);
  expect(sessions.mayLeave()).toBe('now');
});
