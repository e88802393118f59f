/**
 * The native side of React Native, in front of its bundle: a script of its own for any engine, without classes, which the oldest
 * has not. It has the modules that the app calls, a clock that moves when told to, and a driver that plays `LAUNCH`, an object
 * that stands before it, and prints what the app told and what is on the disk at the end: one JSON on one line.
 */
((global) => {
  const { LAUNCH: launch, Promise: SystemPromise, print } = global;
  const { disk } = launch;
  const told = [];
  const warnings = [];
  const callable = {};
  let { atMs: wallMs, network, state } = launch;
  let monotonicMs = 1_000;
  let timers = [];
  let timerIds = 0;
  let app = null;

  const quiet = () => {};
  const has = (key) => Object.hasOwn(disk, key);
  const constants = (values) => ({ getConstants: () => values });
  /** Native modules answer on another thread, so never in the same turn. */
  const later = (run) => SystemPromise.resolve().then(quiet).then(run);
  const settle = () => Array.from({ length: 80 }).reduce((before) => before.then(quiet), SystemPromise.resolve());
  const emit = (event, body) => callable.RCTDeviceEventEmitter().emit(event, body);

  // The clock. Timers follow the monotonic one, as in every engine.
  const addTimer = (id, run, ms) => {
    timers.push({ id, dueMs: monotonicMs + (ms > 0 ? ms : 0), run });
    return id;
  };
  const setTimer = (run, ms, ...args) => addTimer(++timerIds, () => run(...args), ms);
  const clearTimer = (id) => {
    timers = timers.filter((timer) => timer.id !== id);
  };
  const setRepeating = (run, ms) => {
    const id = ++timerIds;
    const again = () => {
      addTimer(id, again, ms);
      run();
    };
    return addTimer(id, again, ms);
  };
  global.Date.now = () => wallMs;
  Object.assign(global, {
    global,
    console: {
      log: quiet,
      warn: quiet,
      info: quiet,
      debug: quiet,
      error: (...message) => warnings.push(`console.error: ${message.join(' ')}`),
    },
    performance: undefined,
    nativePerformanceNow: () => monotonicMs,
    setTimeout: setTimer,
    setInterval: setRepeating,
    clearTimeout: clearTimer,
    clearInterval: clearTimer,
    requestAnimationFrame: (run) => setTimer(run, 16),
    cancelAnimationFrame: clearTimer,
  });

  const screen = { width: 390, height: 844, scale: 3, fontScale: 1 };
  const mmkv = (prefix) => {
    const listeners = [];
    return {
      getString: (key) => (has(prefix + key) ? disk[prefix + key] : undefined),
      set(key, value) {
        disk[prefix + key] = value;
        for (const listener of listeners) listener(key);
      },
      addOnValueChangedListener(listener) {
        listeners.push(listener);
        return { remove: () => listeners.splice(listeners.indexOf(listener), 1) };
      },
      checkContentChanged: quiet,
      trim: quiet,
    };
  };
  const hybridObjects = {
    MMKVPlatformContext: { getBaseDirectory: () => '/data', getAppGroupDirectory: quiet },
    MMKVFactory: { defaultMMKVInstanceId: 'mmkv.default', initializeMMKV: quiet, createMMKV: ({ id }) => mmkv(`${id}/`) },
  };
  const modules = {
    // None is set, so every flag has its default.
    NativeReactNativeFeatureFlagsCxx: {},
    NativeMicrotasksCxx: { queueMicrotask: (run) => SystemPromise.resolve().then(run) },
    ExceptionsManager: { reportException: ({ message }) => warnings.push(`React Native caught: ${message}`) },
    PlatformConstants: constants({
      isTesting: false,
      reactNativeVersion: { major: 0, minor: 86, patch: 3, prerelease: null },
      // iOS, then Android.
      ...{ forceTouchAvailable: false, interfaceIdiom: 'phone', osVersion: '18.0', systemName: 'iOS' },
      ...{ Version: 35, Release: '15', Serial: '', Fingerprint: '', Model: '', uiMode: 'normal' },
    }),
    DeviceInfo: constants({ Dimensions: { window: screen, screen } }),
    AppState: {
      getConstants: () => ({ initialAppState: state }),
      getCurrentAppState: (answer) => answer({ app_state: state }),
      addListener: quiet,
      removeListeners: quiet,
    },
    RNAsyncStorage: {
      getValues: (database, keys) =>
        later(() => keys.map((key) => ({ key, value: has(`${database}/${key}`) ? disk[`${database}/${key}`] : null }))),
      setValues: (database, values) =>
        later(() => {
          for (const { key, value } of values) disk[`${database}/${key}`] = value;
          return values;
        }),
    },
    RNCNetInfo: { configure: quiet, addListener: quiet, removeListeners: quiet, getCurrentState: () => later(() => network) },
    NitroModules: {
      install() {
        global.NitroModulesProxy = { version: launch.nitroVersion, createHybridObject: (name) => hybridObjects[name] };
      },
    },
  };
  // React Native without its bridge, as in every app of today.
  Object.assign(global, {
    RN$Bridgeless: true,
    RN$registerCallableModule(name, create) {
      callable[name] = create;
    },
    nativeModuleProxy: modules,
  });

  /** What may happen, each with its one argument. */
  const steps = {
    /** Time passes while the app runs. */
    run(ms) {
      const endMs = monotonicMs + ms;
      const next = () => {
        timers.sort((a, b) => a.dueMs - b.dueMs || a.id - b.id);
        const due = timers.length > 0 && timers[0].dueMs <= endMs ? timers.shift() : null;
        const atMs = Math.max(monotonicMs, due ? due.dueMs : endMs);
        wallMs += atMs - monotonicMs;
        monotonicMs = atMs;
        if (!due) return undefined;
        due.run();
        return settle().then(next);
      };
      return next();
    },
    /** The system suspends the process: the monotonic clock stands still, and no timer fires. */
    suspend(ms) {
      wallMs += ms;
    },
    clock(ms) {
      wallMs += ms;
    },
    state(next) {
      state = next;
      emit('appStateDidChange', { app_state: next });
    },
    /** Android's window loses its focus, or gets it back. */
    focus: (hasFocus) => emit('appStateFocusChange', hasFocus),
    network(next) {
      network = next;
      emit('netInfo.networkStatusDidChange', next);
    },
    touch: () => app.sessions.notify('input.touch'),
    metadata: (fields) => app.sessions.setMetadata(fields),
  };
  /** The process is killed here. */
  const finish = () => print(JSON.stringify({ os: app.os, told, warnings, disk, atMs: wallMs }));
  const fail = (error) => {
    warnings.push(`the driver failed: ${error.stack}`);
    finish();
  };
  global.driver = {
    storage: launch.storage,
    policy: launch.policy,
    onChange: (change) => told.push(change),
    onWarning: (warning) => warnings.push(warning),
    started(given) {
      app = given;
      const play = (before, [name, argument]) => before.then(() => steps[name](argument)).then(settle);
      launch.steps.reduce(play, settle()).then(finish, fail);
    },
  };
})(globalThis);
