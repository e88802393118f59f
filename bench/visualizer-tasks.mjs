/** The longest task of a page's own thread. */

/** @typedef {import('puppeteer-core').Page} Page */
/** @typedef {{ readonly wallMs: number, readonly cpuMs: number }} Longest */

const SHORTEST_TOLD_MS = 50;
const REST_MS = 300;

/** Before the page is opened. @param {Page} page */
export async function observeTasks(page) {
  await page.evaluateOnNewDocument(() => {
    /** @type {number[]} */
    const tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
      buffered: true,
    });
    Object.assign(window, { tasks });
  });
}

/**
 * Runs `act`, and tells the longest task meanwhile, by the clock and by the processor: on a busy machine tasks wait for it.
 *
 * @param {Page} page
 * @param {() => Promise<unknown>} act
 * @returns {Promise<Longest>}
 */
export async function longestDuring(page, act) {
  await page.tracing.start({ categories: ['toplevel'] });
  await page.evaluate('tasks.splice(0)');
  await act();
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  const tasks = /** @type {number[]} */ (await page.evaluate('tasks'));
  const trace = await page.tracing.stop();
  return { wallMs: Math.max(SHORTEST_TOLD_MS, ...tasks), cpuMs: longestOnMainThread(new TextDecoder().decode(trace)) };
}

/** @param {string} trace */
function longestOnMainThread(trace) {
  /** @type {{ name: string, pid: number, tid: number, tdur?: number, args: { name?: string } }[]} */
  const events = JSON.parse(trace).traceEvents;
  const isMain = new Set(
    events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = events.filter(({ name, pid, tid }) => /RunTask$/.test(name) && isMain.has(`${pid} ${tid}`));
  return Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / 1_000));
}
