/**
 * Guards the hot path by counts that no busy machine can change: what a stamped span, its end, a stamped log record, a read of the id, an activity and a simulated
 * event leave on the heap, in bytes, once compiled. A number that is boxed is 16 bytes, an object or a closure 24 and more.
 */
import { spawnSync } from 'node:child_process';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Room for all that is measured, so that nothing is collected meanwhile; and what is hot is compiled then and there, however busy the other cores are. */
const FLAGS = ['--expose-gc', '--no-concurrent-recompilation', '--min-semi-space-size=64', '--max-semi-space-size=64'];
const COUNT = 200_000;

/** Bytes a time at the most; what allocates nothing may seem to leave a fraction of one. Of an activity the compiler boxes two instants, or none. */
const LIMITS = {
  'onStart of a span': 24,
  'the end of a span': 24,
  'onEmit of a log record': 24,
  'getSessionId()': 8,
  "notify('input')": 32,
  'an event in the simulator': 8,
};

if (process.argv[2] !== '--measure') {
  const { status } = spawnSync(process.execPath, [...FLAGS, fileURLToPath(import.meta.url), '--measure'], { stdio: 'inherit' });
  process.exit(status ?? 1);
}

register('./typescript-hooks.mjs', import.meta.url);
const { createSessionProvider } = await import('../src/index.ts');
const { createSessionLogRecordProcessor, createSessionSpanProcessor } = await import('../src/otel/index.ts');
const { createPolicyFold } = await import('../src/tools/policy-fold.ts');
const { defaultPolicy } = await import('../src/policies/default.ts');

/** Time stands still, so that nothing is written meanwhile. */
const nowMs = Date.now();
const clock = { now: () => nowMs, monotonicNow: () => 0, setTimeout: () => 0, clearTimeout() {} };
const sessions = createSessionProvider({ clock });
const processor = createSessionSpanProcessor(sessions);
const records = createSessionLogRecordProcessor(sessions);
sessions.notify('input');
await new Promise((resolve) => setTimeout(resolve, 50));

const startTime = /** @type {const} */ ([Math.floor(nowMs / 1_000), (nowMs % 1_000) * 1e6]);
const span = { attributes: {}, startTime, endTime: startTime, spanContext: () => ({ traceId: '' }), setAttribute() {} };
const ended = { ...span, attributes: { 'session.id': sessions.getSessionId() } };
const record = { attributes: {}, hrTime: startTime, setAttribute() {} };
/** One session, so that what a start and an end cost is shared by all its events. */
const life = {
  starts: Int32Array.of(0, COUNT),
  times: Float64Array.from({ length: COUNT }, (_, i) => nowMs + i * 10),
  readings: new Uint16Array(COUNT),
  disordered: 0,
};
const fold = createPolicyFold(defaultPolicy, ['activity'], () => {});

/** @type {Readonly<Record<keyof typeof LIMITS, (count: number) => void>>} */
const CASES = {
  'onStart of a span': (count) => {
    for (let i = 0; i < count; i++) processor.onStart(span, null);
  },
  'the end of a span': (count) => {
    for (let i = 0; i < count; i++) {
      processor.onEnding?.(ended);
      processor.onEnd(ended);
    }
  },
  'onEmit of a log record': (count) => {
    for (let i = 0; i < count; i++) records.onEmit(record);
  },
  'getSessionId()': (count) => {
    for (let i = 0; i < count; i++) sessions.getSessionId();
  },
  "notify('input')": (count) => {
    for (let i = 0; i < count; i++) sessions.notify('input');
  },
  'an event in the simulator': () => fold.fold(0, life, true),
};
for (const [name, run] of Object.entries(CASES)) {
  for (let i = 0; i < 4; i++) run(COUNT);
  // The least of several: the engine may compile a function anew meanwhile.
  const bytes = Math.min(...Array.from({ length: 5 }, () => heapOf(() => run(COUNT)) / COUNT));
  const limit = LIMITS[/** @type {keyof typeof LIMITS} */ (name)];
  const isOver = bytes >= limit + 1;
  if (isOver) process.exitCode = 1;
  console.log(`${isOver ? 'FAILED' : 'ok    '} ${name}: ${bytes.toFixed(1)} bytes, at most ${limit}`);
}
process.exit();

/** @param {() => void} run @returns {number} bytes */
function heapOf(run) {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  run();
  return Math.max(0, process.memoryUsage().heapUsed - before);
}
