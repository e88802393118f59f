/**
 * `npm run bench:soak`: one session of a week on a virtual clock, with 10,000,000 spans, 100,000 changes of metadata and 1,000 tabs that
 * come and go. Fails where memory grows from day to day, where what is stored does, or where a timer is left behind.
 */
import { register } from 'node:module';
import { quantile } from './support/interleave.mjs';

register('../scripts/typescript-hooks.mjs', import.meta.url);
const { createSessionProvider, createMemoryStore } = await import('../src/index.ts');
const { createSessionSpanProcessor } = await import('../src/otel/index.ts');
const { createManualClock } = await import('../test/support/manual-clock.ts');

const DAYS = 7;
const STEP_MS = 600_000;
const STEPS_A_DAY = 86_400_000 / STEP_MS;
const SPANS_A_STEP = 10_000;
const CHANGES_A_STEP = 100;
const TABS = 1_000;
const MAX_STORED_BYTES = 1 << 16;
/** What the heap may grow by from the second day on, in all. */
const MAX_GROWTH_BYTES = 2 << 20;

/** A session that nothing but the app ends. @type {import('../machines/policy.ts').SessionPolicy} */
const policy = {
  name: 'soak',
  startOn: ['input'],
  extendOn: ['telemetry'],
  endAfter: { inactivity: { ms: 1_800_000 } },
  then: 'wait',
  scope: 'origin',
};
const clock = createManualClock();
const store = createMemoryStore();
const sessions = createSessionProvider({ policy, clock, store });
const processor = createSessionSpanProcessor(sessions);
let told = 0;
sessions.session$.subscribe(() => {
  told++;
});
sessions.notify('input');
await clock.advance(3_000);
const { id } = sessions.getSession() ?? {};

const startedMs = performance.now();
/** @type {number[]} */
const heaps = [];
let spans = 0;
let changes = 0;
let tabs = 0;
let mostTimers = 0;
for (let day = 0; day < DAYS; day++) {
  for (let step = 0; step < STEPS_A_DAY; step++) {
    const kill = tabs < TABS ? openTab() : null;
    await clock.advance(STEP_MS / 2);
    for (let i = 0; i < SPANS_A_STEP; i++) stampSpan(clock.now() - STEP_MS / 2 + (i * STEP_MS) / 2 / SPANS_A_STEP);
    for (let i = 0; i < CHANGES_A_STEP; i++) sessions.setMetadata({ 'screen.name': `screen ${step}.${i}` });
    changes += CHANGES_A_STEP;
    kill?.();
    await clock.advance(STEP_MS / 2);
    mostTimers = Math.max(mostTimers, clock.timers);
  }
  globalThis.gc?.();
  heaps.push(process.memoryUsage().heapUsed);
  console.log(`day ${day + 1}: ${((heaps[day] ?? 0) / 1e6).toFixed(1)} MB of heap, ${storedBytes()} bytes stored, ${clock.timers} timers`);
}
const seconds = (performance.now() - startedMs) / 1_000;
const session = sessions.getSession();
const stored = storedBytes();
await sessions.shutdown();
const growth = Math.max(...heaps.slice(2)) - (heaps[1] ?? 0);
console.log(
  `${spans.toLocaleString('en')} spans, ${changes.toLocaleString('en')} changes, ${tabs.toLocaleString('en')} tabs in ${seconds.toFixed(0)} s; ` +
    `${told.toLocaleString('en')} changes told, ${mostTimers} timers at the most, median heap ${(quantile(heaps, 0.5) / 1e6).toFixed(1)} MB`,
);
expect('one session, all along', session?.id === id && session?.endTimeMs === null);
expect('every span counted', session?.telemetry.traces === spans);
expect(`heap grows by no more than ${MAX_GROWTH_BYTES} bytes after the second day, came ${growth}`, growth <= MAX_GROWTH_BYTES);
expect(`at most ${MAX_STORED_BYTES} bytes stored, came ${stored}`, stored <= MAX_STORED_BYTES);
expect('no timer is left after shutdown', clock.timers === 0);

/** @param {number} atMs */
function stampSpan(atMs) {
  const attributes = /** @type {Record<string, unknown>} */ ({});
  const startTime = /** @type {const} */ ([Math.floor(atMs / 1_000), (atMs % 1_000) * 1e6]);
  const span = {
    attributes,
    startTime,
    endTime: startTime,
    spanContext: () => ({ traceId: '0af7651916cd43dd8448eb211c80319c' }),
    setAttribute: (/** @type {string} */ key, /** @type {unknown} */ value) => {
      attributes[key] = value;
    },
  };
  processor.onStart(span, null);
  processor.onEnding?.(span);
  processor.onEnd(span);
  spans++;
}

/** A tab of the same session. @returns kills it: what it had armed and listened to is gone with it, and it says nothing */
function openTab() {
  const armed = new Set();
  let isAlive = true;
  /** @type {(() => void)[]} */
  const stops = [];
  const ownClock = {
    ...clock,
    setTimeout(/** @type {() => void} */ run, /** @type {number} */ ms) {
      if (!isAlive) return null;
      const timer = clock.setTimeout(run, ms);
      armed.add(timer);
      return timer;
    },
  };
  const ownStore = {
    ...store,
    subscribe(/** @type {() => void} */ listener) {
      const stop = store.subscribe(listener);
      stops.push(stop);
      return stop;
    },
  };
  const tab = createSessionProvider({ policy, clock: ownClock, store: ownStore, platform: { contextId: `tab-${tabs++}` } });
  tab.notify('load');
  return () => {
    tab.notify('unload');
    isAlive = false;
    for (const timer of armed) clock.clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

function storedBytes() {
  const slots = /** @type {const} */ (['session', 'history', 'ledger', 'unreadable']);
  return slots.reduce((sum, slot) => sum + Buffer.byteLength(store.peek(slot) ?? ''), 0);
}

/** @param {string} what @param {boolean} holds */
function expect(what, holds) {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${what}`);
  if (!holds) process.exitCode = 1;
}
