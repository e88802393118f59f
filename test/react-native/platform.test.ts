import { afterEach, describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../src/policies/default.ts';
import type { Clock } from '../../src/provider/platform.ts';
import { type ReactNativePlatformOptions, reactNativePlatform } from '../../src/react-native/index.ts';
import { createDevice, type Process } from '../mobile/device.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { type Watched, watch } from '../support/watch.ts';
import { createAppState, createNetInfo, type FakeAppState } from './fake-phone.ts';

const SECOND_MS = 1_000;
type State = Parameters<FakeAppState['become']>[0];
interface Running extends Watched {
  readonly AppState: FakeAppState;
  readonly process: Process;
}

describe.each(['mmkv', 'asyncStorage'] as const)('an app that keeps its sessions in %s', (kind) => {
  const phone = () => {
    const device = createDevice();
    const clock = createManualClock();
    let ids = 0;
    /** An id that another process was faster than is never told, so sessions are numbered as they are. */
    const names = new Map<string, string>();
    const named = (text: string) => text.replace(/id\d+/, (id) => names.get(id) ?? names.set(id, `s${names.size + 1}`).get(id) ?? id);
    return {
      device,
      clock,
      async launch(state: State | null, options: Partial<ReactNativePlatformOptions> = {}, policy = {}): Promise<Running> {
        const process = device.boot();
        const AppState = createAppState(state);
        const platform = reactNativePlatform({ AppState, storage: process[kind], ...options });
        const watched = watch({ clock, policy: { ...defaultPolicy, ...policy }, platform, generateId: () => `id${++ids}` });
        await settle();
        return { ...watched, story: () => watched.story().map(named), AppState, process };
      },
      /** The process is killed once all is stored. */
      async kill({ process, sessions }: Running) {
        await sessions.listSessions();
        process.kill();
      },
    };
  };
  /** Without the metadata's updates, which say no more than that the app is seen or not. */
  const life = (app: Watched) => app.story().filter((change) => !change.startsWith('updated'));
  const foreground = ({ changes }: Watched) => changes.map(({ session }) => session.metadata['app.foreground']);

  it('starts a session with a launch that somebody sees', async () => {
    const { launch } = phone();
    const app = await launch('active');
    expect(app.story()).toEqual(['started s1 0']);
    expect(app.changes[0]?.session).toMatchObject({ startReason: 'load', state: 'active', metadata: { 'app.foreground': true } });
    expect(app.warnings).toEqual([]);
  });

  it('takes a launch that is not active yet, as on iOS, for one that somebody sees', async () => {
    const { launch } = phone();
    const app = await launch('inactive');
    app.AppState.become('active');
    await settle();
    expect(app.story()).toEqual(['started s1 0']);
  });

  it.each([null, 'unknown'] as const)('waits for a state where it is %s at first', async (state) => {
    const { launch } = phone();
    const app = await launch(state);
    expect(app.story()).toEqual([]);
    app.AppState.become('active');
    await settle();
    expect(app.story()).toEqual(['started s1 0']);
    expect(app.changes[0]?.session.startReason).toBe('load');
  });

  it('starts none with a launch in the background, and one when somebody opens the app', async () => {
    const { launch, clock } = phone();
    const app = await launch('background');
    await clock.advance(5 * MINUTE_MS);
    expect(app.story()).toEqual([]);
    app.AppState.become('active');
    await settle();
    expect(app.story()).toEqual(['started s1 5', 'foregrounded s1 5']);
    expect(app.changes[0]?.session).toMatchObject({ startReason: 'load.background', metadata: { 'app.foreground': true } });
  });

  it('takes iOS control centre for no background', async () => {
    const { launch, clock } = phone();
    const app = await launch('active');
    for (let i = 0; i < 3; i++) {
      await clock.advance(SECOND_MS);
      app.AppState.become('inactive');
      await clock.advance(SECOND_MS);
      app.AppState.become('active');
    }
    await settle();
    expect(app.story()).toEqual(['started s1 0']);
  });

  it('goes on after 10 seconds and 10 minutes in the background, and starts anew after 2 hours', async () => {
    const { launch, clock } = phone();
    const app = await launch('active');
    for (const ms of [10 * SECOND_MS, 10 * MINUTE_MS, 120 * MINUTE_MS]) {
      await clock.advance(MINUTE_MS);
      app.AppState.become('inactive');
      app.AppState.become('background');
      await settle();
      await clock.sleep(ms, { counts: false });
      app.AppState.become('active');
      await settle();
    }
    expect(life(app)).toEqual([
      'started s1 0',
      'backgrounded s1 1',
      'foregrounded s1 1.16667',
      'backgrounded s1 2.16667',
      'foregrounded s1 12.16667',
      'backgrounded s1 13.16667',
      'ended s1 13.16667 inactivity',
      'started s2 133.16667',
    ]);
    expect(foreground(app).at(-1)).toBe(true);
  });

  it('resumes after a kill in the background, within the limits', async () => {
    const { launch, clock, kill } = phone();
    const first = await launch('active');
    await clock.advance(MINUTE_MS);
    first.AppState.become('background');
    await kill(first);
    await clock.sleep(28 * MINUTE_MS);
    const second = await launch('active');
    expect([life(first), life(second)]).toEqual([
      ['started s1 0', 'backgrounded s1 1'],
      ['resumed s1 29', 'foregrounded s1 29'],
    ]);
    expect(second.changes.at(-1)?.session.contexts).toHaveLength(2);
  });

  it('tells no more than that it resumed, where nothing else is new', async () => {
    const { launch, clock, kill } = phone();
    await kill(await launch('active'));
    await clock.sleep(MINUTE_MS);
    expect((await launch('active')).story()).toEqual(['resumed s1 1']);
  });

  it('goes on from the time that the killed process had seen, where the clock was set back', async () => {
    const { launch, clock, kill } = phone();
    const first = await launch('active');
    await clock.advance(5 * MINUTE_MS);
    first.sessions.notify('input.touch');
    await kill(first);
    clock.step(-180 * MINUTE_MS);
    const second = await launch('active');
    await clock.advance(MINUTE_MS);
    second.sessions.end();
    await settle();
    expect(second.story()).toEqual(['resumed s1 5', 'ended s1 6 manual']);
  });

  it('ends what a kill in the foreground left, as of its last sign of life, and says that it was recovered', async () => {
    const { launch, clock, kill } = phone();
    const first = await launch('active');
    await clock.advance(5 * MINUTE_MS);
    first.sessions.notify('input.touch');
    await kill(first);
    await clock.sleep(60 * MINUTE_MS);
    const second = await launch('active');
    expect(second.story()).toEqual(['ended s1 5 unexpected_termination', 'started s2 65']);
    expect(second.changes.map(({ session: { recovered, evidence } }) => [recovered, evidence])).toEqual([
      [true, 'process_gone'],
      [false, null],
    ]);
    expect(second.changes[1]?.session).toMatchObject({ previousId: first.changes[0]?.session.id, metadata: { 'app.foreground': true } });
  });

  it('knows that the contexts of a killed process are gone', async () => {
    const { launch, kill } = phone();
    const first = await launch('active');
    await kill(first);
    const second = await launch('active');
    const [before, now] = [first, second].map(({ changes }) => changes[0]?.session.contexts ?? []);
    expect(now).toEqual([...(before ?? []), expect.any(String)]);
    expect(new Set(now?.map((id) => id.split('-')[0])).size).toBe(2);
  });

  it('writes when the app is about to lose the screen, the focus or its memory', async () => {
    for (const leave of [
      ({ AppState }: Running) => AppState.become('background'),
      ({ AppState }: Running) => AppState.become('inactive'),
      ({ AppState }: Running) => AppState.emit('blur'),
      ({ AppState }: Running) => AppState.emit('memoryWarning'),
    ]) {
      const { launch, clock } = phone();
      const first = await launch('active');
      await clock.advance(3 * SECOND_MS);
      first.sessions.notify('input.touch');
      await clock.advance(SECOND_MS);
      first.sessions.notify('input.touch');
      leave(first);
      await settle();
      first.process.kill();
      await clock.sleep(60 * MINUTE_MS);
      const second = await launch('active');
      expect(second.changes[0]?.atMs).toBe(first.clock.now() - 60 * MINUTE_MS);
    }
  });

  it('ends the session with an upgrade of the app where the policy says so', async () => {
    const { launch, kill, clock } = phone();
    const policy = { endOn: ['attribute.service.version'] as const };
    const first = await launch('active', {}, policy);
    first.sessions.setMetadata({ 'service.version': '1.0' });
    await clock.advance(MINUTE_MS);
    await kill(first);
    const second = await launch('active', {}, policy);
    second.sessions.setMetadata({ 'service.version': '1.1' });
    await settle();
    second.sessions.notify('input.touch');
    await settle();
    expect(life(second)).toEqual(['resumed s1 1', 'ended s1 1 attribute_changed', 'started s2 1']);
  });

  it('follows the network, and says it in the metadata', async () => {
    const { launch, clock } = phone();
    const netInfo = createNetInfo({ type: 'unknown', isConnected: null });
    const app = await launch('active', { netInfo }, { startOn: ['load', 'online'], endOn: ['offline'] });
    const types: unknown[] = [];
    for (const [type, isConnected] of [
      ['wifi', true],
      ['cellular', true],
      ['none', false],
      ['ethernet', true],
      ['vpn', true],
    ] as const) {
      await clock.advance(MINUTE_MS);
      netInfo.become({ type, isConnected });
      await settle();
      types.push(app.sessions.getSession()?.metadata['network.connection.type'] ?? null);
    }
    expect(types).toEqual(['wifi', 'cell', null, 'wired', null]);
    expect(life(app)).toEqual(['started s1 0', 'ended s1 3 trigger', 'started s2 4']);
  });

  it('lets go of everything when it is shut down', async () => {
    const { launch } = phone();
    const app = await launch('active');
    expect(app.AppState.listeners).toBe(4);
    await app.sessions.shutdown();
    expect(app.AppState.listeners).toBe(0);
    app.AppState.become('background');
    await settle();
    expect(app.story()).toEqual(['started s1 0', 'ended s1 0 shutdown']);
  });

  it('shares one session between two providers of one process', async () => {
    const { launch, clock } = phone();
    const app = await launch('active');
    const AppState = createAppState('background');
    const options = { AppState, storage: app.process[kind] };
    const headless = watch({ clock, policy: defaultPolicy, platform: reactNativePlatform(options), generateId: () => 'headless' });
    await settle();
    await clock.advance(SECOND_MS);
    headless.sessions.setMetadata({ task: 'sync' });
    app.sessions.setMetadata({ 'user.id': 'ada' });
    await settle();
    const [one, other] = [app, headless].map(({ sessions }) => sessions.getSession());
    expect(one?.metadata).toMatchObject({ task: 'sync', 'user.id': 'ada' });
    expect(other).toMatchObject({ id: app.changes[0]?.session.id, metadata: one?.metadata });
    expect(headless.changes.map(({ type }) => type).slice(0, 1)).toEqual(['resumed']);
  });
});

describe('the options of reactNativePlatform', () => {
  const storage = createDevice().boot().asyncStorage;
  const AppState = createAppState('active');
  const globals = Object.getOwnPropertyDescriptors(globalThis);
  const take = (...names: string[]) => {
    for (const name of names) Object.defineProperty(globalThis, name, { value: undefined, configurable: true, writable: true });
  };
  afterEach(() => {
    for (const name of ['crypto', 'performance', 'WeakMap', 'setTimeout']) {
      Object.defineProperty(globalThis, name, globals[name as keyof typeof globals] as PropertyDescriptor);
    }
  });

  it('are checked at once, and every fault is named', () => {
    const wrong = { AppState: { ...AppState, isAvailable: false }, storage: {}, netInfo: 5, getRandomValues: 'yes' };
    expect(() => reactNativePlatform(wrong as never)).toThrow(
      "AppState: expected React Native's AppState with its native module; storage: expected AsyncStorage or an instance of MMKV; " +
        'netInfo: expected the default export of @react-native-community/netinfo; getRandomValues: expected a function',
    );
    expect(() => reactNativePlatform(undefined as never)).toThrow(TypeError);
  });

  it('are not looked at where the engine lacks what is needed, which is named whole', () => {
    take('WeakMap', 'setTimeout');
    expect(() => reactNativePlatform({ AppState, storage })).toThrow('this JavaScript engine lacks WeakMap, setTimeout; import polyfills');
  });

  it('do without crypto, with one warning, unless random values are given', async () => {
    take('crypto');
    const random: number[] = [];
    const without = watch({ platform: reactNativePlatform({ AppState, storage }) });
    const platform = reactNativePlatform({ AppState, storage, getRandomValues: (bytes) => random.push(bytes.length) });
    const given = watch({ platform, generateId: undefined as never });
    await settle();
    expect(without.warnings).toEqual([expect.stringContaining('react-native-get-random-values')]);
    expect(given.warnings).toEqual([]);
  });

  it('do without a monotonic clock: a clock set back stops nothing', () => {
    const { clock } = reactNativePlatform({ AppState, storage }) as { clock: Clock };
    take('performance');
    const [first, second] = [clock.monotonicNow(), clock.monotonicNow()];
    expect(second).toBeGreaterThanOrEqual(first);
  });
});
