/**
 * An app's day with real SDKs, batch processors and OTLP exporters: two tabs that start together, provisional ids, an expiry,
 * late records, explicit ids. Time is told by hand, so what has to arrive is known to the millisecond.
 */
export const T0_MS = Date.UTC(2026, 0, 15, 9);
const MINUTE_MS = 60_000;
const POLICY = /** @type {const} */ ({
  name: 'wire',
  startOn: ['load', 'input'],
  extendOn: ['input'],
  endAfter: { inactivity: { ms: 30 * MINUTE_MS } },
  then: 'wait',
  scope: 'origin',
});
/** Enough for several batches. */
const MANY = 600;

/**
 * @typedef {any} Sdk what test/otel-2x/sdk.mjs and test/otel-3x/sdk.mjs export; their types are there only once they are installed
 * @typedef {{ main: typeof import('../../src/index.ts'), otel: typeof import('../../src/otel/index.ts') }} Sessionchart
 */

/**
 * Runs it to the end; all is exported when it resolves.
 *
 * @param {Sdk} sdk
 * @param {Sessionchart} sessionchart
 * @param {{ format: 'protobuf' | 'json', url: string }} target
 */
export async function runScenario(sdk, sessionchart, target) {
  const time = { ms: T0_MS };
  const store = createSlowStore(sessionchart.main.createMemoryStore());
  const tabs = ['tab-a', 'tab-b'].map((name) => openTab(sdk, sessionchart, { name, time, store, ...target }));
  const [a, b] = tabs;
  if (!a || !b) throw new Error('two tabs were opened');
  for (const tab of tabs) {
    tab.span('boot', time.ms, time.ms + 5);
    tab.log('boot', time.ms);
  }
  store.open();
  await Promise.all(tabs.map((tab) => new Promise((resolve) => tab.sessions.whenFinal(() => resolve(undefined)))));

  time.ms += MINUTE_MS - MANY;
  const outliving = a.tracer.startSpan('outliving', { startTime: new Date(time.ms) });
  for (let i = 0; i < MANY; i++) {
    time.ms++;
    a.span('work', time.ms, time.ms + 1);
    a.log('work', time.ms);
  }
  a.log('crash of the last run', time.ms, { 'session.id': 'explicit' });
  a.counter.add(1);

  time.ms += 120 * MINUTE_MS;
  a.sessions.notify('input.click');
  await settle();
  outliving.end(new Date(time.ms));
  a.span('late', T0_MS + 2 * MINUTE_MS, T0_MS + 3 * MINUTE_MS);
  a.log('late', T0_MS + 2 * MINUTE_MS);
  a.span('after', time.ms, time.ms + 1);
  a.log('after', time.ms);

  time.ms += MINUTE_MS;
  for (const tab of tabs) await tab.close();
}

/** What is wrong with what arrived; empty when all is well. @param {readonly import('./otlp-records.mjs').OtlpRecord[]} records */
export function problemsOf(records) {
  /** @type {string[]} */
  const problems = [];
  const expect = (/** @type {string} */ what, /** @type {unknown} */ found, /** @type {unknown} */ wanted) => {
    if (JSON.stringify(found) !== JSON.stringify(wanted)) {
      problems.push(`${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
    }
  };
  const of = (/** @type {string} */ service, /** @type {string} */ signal, /** @type {string} */ name) =>
    records.filter((record) => record.service === service && record.signal === signal && record.name === name);
  const idsOf = (/** @type {typeof records} */ some) => [...new Set(some.map(({ attributes }) => attributes['session.id']))];

  const log = records.filter(({ service, signal }) => service === 'tab-a' && signal === 'logs');
  const events = log.filter(({ name }) => name.startsWith('session.'));
  // Which id the second one gets depends on who was first to write.
  const second = events[2]?.attributes['session.id'];

  expect(
    'records without a session',
    records.filter(({ attributes }) => attributes['session.id'] === undefined),
    [],
  );
  expect('ids', idsOf(records).sort(), ['explicit', 'tab-a1', second]);
  for (const service of ['tab-a', 'tab-b']) {
    for (const signal of ['traces', 'logs']) expect(`boot of ${service}, ${signal}`, idsOf(of(service, signal, 'boot')), ['tab-a1']);
  }
  for (const signal of ['traces', 'logs']) {
    const work = of('tab-a', signal, 'work');
    expect(`${signal}: work`, [work.length, idsOf(work)], [MANY, ['tab-a1']]);
    expect(
      `${signal}: times`,
      work.map(({ timeMs }) => timeMs - T0_MS - MINUTE_MS + MANY - 1).sort((x, y) => x - y),
      Array.from({ length: MANY }, (_, i) => i),
    );
    expect(`${signal}: late`, idsOf(of('tab-a', signal, 'late')), ['tab-a1']);
    expect(`${signal}: after`, idsOf(of('tab-a', signal, 'after')), [second]);
  }
  expect(
    'outliving span',
    of('tab-a', 'traces', 'outliving').map(({ attributes }) => attributes),
    [{ 'session.id': 'tab-a1', 'session.outlived': true }],
  );
  expect('explicit id', idsOf(of('tab-a', 'logs', 'crash of the last run')), ['explicit']);
  expect('metric', idsOf(of('tab-a', 'metrics', 'clicks')), ['tab-a1']);

  expect(
    'session events',
    events.map(({ name, attributes, timeMs, observedMs }) => [name, attributes['session.id'], timeMs - T0_MS, observedMs - T0_MS]),
    [
      ['session.start', 'tab-a1', 0, 0],
      ['session.end', 'tab-a1', MINUTE_MS, 121 * MINUTE_MS],
      ['session.start', second, 121 * MINUTE_MS, 121 * MINUTE_MS],
      ['session.end', second, 122 * MINUTE_MS, 122 * MINUTE_MS],
    ],
  );
  // Within a request records are grouped by scope, so only the order of requests tells.
  for (const id of ['tab-a1', second]) {
    const own = log.filter(({ attributes }) => attributes['session.id'] === id);
    const start = own.find(({ name }) => name === 'session.start')?.request ?? Infinity;
    expect(
      `log records of ${id} before its start`,
      own.filter(({ request }) => request < start),
      [],
    );
  }
  const [start, end] = events;
  expect('start', start?.attributes['log.record.uid'], 'tab-a1:start');
  expect('reason', [end?.attributes['session.end_reason'], end?.attributes['session.duration']], ['inactivity', MINUTE_MS / 1_000]);
  // What the other tab stamped is counted once that tab has written it.
  const counts = ['span_count', 'log_count', 'measurement_count'].map((key) => Number(end?.attributes[`session.telemetry.${key}`]));
  const own = [MANY + 2, MANY + 1, 1];
  const others = [1, 1, 0];
  expect(
    'counts of the first session',
    counts.every((count, i) => count === own[i] || count === Number(own[i]) + Number(others[i])),
    true,
  );
  expect('previous', events[2]?.attributes['session.previous_id'], 'tab-a1');
  return problems;
}

/** Lets promises that follow one another run. */
async function settle() {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}

/**
 * A store whose first transactions wait, as those of a cold browser do.
 *
 * @param {import('../../src/index.ts').SessionStore} store
 */
function createSlowStore(store) {
  /** @type {() => void} */
  let open = () => {};
  const opened = new Promise((resolve) => {
    open = () => resolve(undefined);
  });
  return {
    ...store,
    open,
    peek: () => null,
    update: async (/** @type {import('../../src/index.ts').Slot} */ slot, /** @type {(text: string | null) => string | null} */ next) => {
      await opened;
      return store.update(slot, next);
    },
  };
}

/**
 * @param {Sdk} sdk
 * @param {Sessionchart} sessionchart
 * @param {{ name: string, time: { ms: number }, store: import('../../src/index.ts').SessionStore, format: 'protobuf' | 'json', url: string }} options
 */
function openTab(sdk, { main, otel }, { name, time, store, format, url }) {
  let count = 0;
  const sessions = main.createSessionProvider({
    policy: POLICY,
    store,
    clock: { now: () => time.ms, monotonicNow: () => time.ms - T0_MS, setTimeout: () => 0, clearTimeout() {} },
    generateId: () => `${name}${++count}`,
    platform: { contextId: name, watch: load },
  });
  const resource = sdk.resourceFromAttributes({ 'service.name': name });
  const exporters = sdk.createExporters(format, url);
  const tracers = new sdk.TracerProvider({
    resource,
    spanProcessors: [otel.createSessionSpanProcessor(sessions, { next: new sdk.BatchSpanProcessor({ exporter: exporters.traces }) })],
  });
  const loggers = new sdk.LoggerProvider({
    resource,
    processors: [
      otel.createSessionLogRecordProcessor(sessions, {
        next: new sdk.BatchLogRecordProcessor({ exporter: exporters.logs }),
      }),
    ],
  });
  const meters = new sdk.MeterProvider({
    resource,
    readers: [new sdk.PeriodicExportingMetricReader({ exporter: exporters.metrics, exportIntervalMillis: 3_600_000 })],
    views: [{ instrumentName: '*', attributesProcessors: [otel.createSessionMetricAttributes(sessions)] }],
  });
  otel.emitSessionEvents(sessions, { loggerProvider: loggers });
  const tracer = tracers.getTracer('app');
  const logger = loggers.getLogger('app');
  return {
    sessions,
    tracer,
    counter: meters.getMeter('app').createCounter('clicks'),
    span: (/** @type {string} */ spanName, /** @type {number} */ startMs, /** @type {number} */ endMs) =>
      tracer.startSpan(spanName, { startTime: new Date(startMs) }).end(new Date(endMs)),
    log: (/** @type {string} */ body, /** @type {number} */ atMs, /** @type {Record<string, string>} */ attributes = {}) =>
      logger.emit({ body, timestamp: new Date(atMs), observedTimestamp: new Date(atMs), attributes }),
    /** In the order that the documentation asks for: sessions first. */
    async close() {
      await sessions.shutdown();
      await Promise.all([tracers.shutdown(), loggers.shutdown(), meters.shutdown()]);
    },
  };
}

/** @param {(trigger: 'load') => void} report */
function load(report) {
  report('load');
  return () => {};
}
