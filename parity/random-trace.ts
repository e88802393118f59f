import type { Trace, TraceOp, TraceStep } from '../src/tools/index.ts';

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const STEPS = 40;
/** Spans between steps: bursts, pauses around the limits that SDKs have, nights. */
const GAPS_MS: readonly (readonly [number, number])[] = [
  [2 * SECOND_MS, 20 * SECOND_MS],
  [20 * SECOND_MS, 5 * MINUTE_MS],
  [20 * SECOND_MS, 5 * MINUTE_MS],
  [5 * MINUTE_MS, 14 * MINUTE_MS],
  [14 * MINUTE_MS, 17 * MINUTE_MS],
  [17 * MINUTE_MS, 29 * MINUTE_MS],
  [29 * MINUTE_MS, 35 * MINUTE_MS],
  [35 * MINUTE_MS, 200 * MINUTE_MS],
  [8 * 60 * MINUTE_MS, 12 * 60 * MINUTE_MS],
];
const GAP_WEIGHTS = [8, 8, 8, 8, 3, 4, 3, 3, 1];
/** How often each thing happens to a page that is open, by where it is. */
const AWAKE: readonly (readonly [TraceOp, number])[] = [
  ['activity', 14],
  ['dom', 5],
  ['telemetry', 5],
  ['hidden', 3],
  ['visible', 4],
  ['reload', 3],
  ['close', 1],
  ['crash', 1],
  ['freeze', 1],
  ['bfcacheIn', 1],
];

interface Page {
  isOpen: boolean;
  isHidden: boolean;
  /** What brings it back. */
  asleep: 'resume' | 'bfcacheOut' | null;
}

/**
 * A trace made up from a seed: what people do to pages, with pauses of all lengths, and a sample some seconds after each
 * step. What is between two samples stays clear of polls and batches, which no policy speaks of to the second.
 */
export function randomTrace(seed: number, tabs: readonly string[] = ['A']): Trace {
  const random = createRandom(seed);
  const between = (from: number, to: number) => Math.round(from + random() * (to - from));
  const pick = (weights: readonly number[]) => {
    let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
    return weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
  };
  const pages = new Map(tabs.map((tab, index): [string, Page] => [tab, { isOpen: index === 0, isHidden: false, asleep: null }]));
  const steps: TraceStep[] = [];
  let atMs = 0;
  const add = (op: TraceOp, tab: string | null) => void steps.push({ atMs, op, arg: op === 'dom' ? 'click' : null, tab });
  const opFor = (page: Page): TraceOp => {
    if (!page.isOpen) return 'open';
    if (page.asleep) return page.asleep;
    const fitting = AWAKE.filter(([op]) => (op === 'visible' ? page.isHidden : op !== 'hidden' || !page.isHidden)).filter(
      ([op]) => op !== 'freeze' || page.isHidden,
    );
    return fitting[pick(fitting.map(([, weight]) => weight))]?.[0] ?? 'activity';
  };
  const change = (page: Page, op: TraceOp) => {
    if (op === 'open' || op === 'reload') Object.assign(page, { isOpen: true, isHidden: false });
    if (op === 'close' || op === 'crash') page.isOpen = false;
    if (op === 'hidden' || op === 'visible') page.isHidden = op === 'hidden';
    if (op === 'freeze') page.asleep = 'resume';
    if (op === 'bfcacheIn') Object.assign(page, { asleep: 'bfcacheOut', isHidden: true });
    if (op === 'resume' || op === 'bfcacheOut') Object.assign(page, { asleep: null, isHidden: op === 'resume' });
  };
  for (let i = 0; i < STEPS; i++) {
    const [from, to] = GAPS_MS[pick(GAP_WEIGHTS)] ?? [SECOND_MS, MINUTE_MS];
    atMs += between(from, to);
    const tab = tabs[Math.floor(random() * tabs.length)] ?? 'A';
    const page = pages.get(tab);
    if (!page) continue;
    const op = opFor(page);
    add(op, tabs.length > 1 ? tab : null);
    change(page, op);
    atMs += between(300, 2_000);
    const isSeen = [...pages.values()].some(({ isOpen, asleep }) => isOpen && !asleep);
    if (isSeen && (tabs.length === 1 || [...pages.values()].every(({ asleep }) => !asleep))) add('sample', null);
  }
  return { blocked: false, steps };
}
