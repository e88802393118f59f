import { IDBFactory } from 'fake-indexeddb';
import type { SessionPolicy } from '../../../machines/policy.ts';
import type { Trace, TraceSample, TraceStep } from '../../../src/tools/index.ts';
import { FakePage, type Origin } from './fake-page.ts';
import { createPageClock, rest } from './page-clock.ts';

const START_TIME_MS = Date.UTC(2025, 0, 6, 9);

/**
 * Plays a trace as a browser does: with pages, in which the web adapter runs unchanged, their events, storage and timers.
 *
 * @returns what each `sample` saw
 */
export async function playInPages(trace: Trace, policy: SessionPolicy, run: Origin['run']): Promise<readonly TraceSample[]> {
  const clock = createPageClock(START_TIME_MS);
  let random = 0;
  const origin: Origin = {
    clock,
    policy,
    run,
    local: new Map(),
    database: new IDBFactory(),
    pages: new Set(),
    isBlocked: trace.blocked,
    crypto: {
      getRandomValues(array) {
        new Uint32Array(array.buffer, array.byteOffset, array.byteLength >> 2).forEach((_, i, words) => {
          // Far apart in every byte, of which a short id takes but a few.
          words[i] = Math.imul(++random, 0x9e3779b1) ^ (Math.imul(random, 0x85ebca6b) >>> 13);
        });
        return array;
      },
    },
  };
  const tabs = new Map<string, { page: FakePage | null; readonly texts: Map<string, string> }>();
  const samples: TraceSample[] = [];
  const numbers = new Map<string, number>();

  const open = (tab: string, type = 'navigate') => {
    const place = tabs.get(tab) ?? { page: null, texts: new Map() };
    tabs.set(tab, place);
    place.page = new FakePage(origin, tab, { tabTexts: place.texts, type });
  };
  const leave = async (page: FakePage) => {
    page.forgetExport();
    page.fire(page.window, 'pagehide', { persisted: false });
    page.turn('hidden');
    await rest();
    drop(page);
  };
  const drop = (page: FakePage) => {
    page.drop();
    const place = tabs.get(page.tab);
    if (place) place.page = null;
  };
  const wake = async (page: FakePage) => {
    page.isFrozen = false;
    page.fire(page.document, 'resume');
  };
  const click = (page: FakePage, type: string) => page.fire(page.document, type);
  const sample = (page: FakePage) => {
    const id = page.sessions.getSessionId();
    if (id !== null && !numbers.has(id)) numbers.set(id, numbers.size);
    samples.push({ atMs: clock.elapsedMs, tab: page.tab, session: id === null ? null : (numbers.get(id) ?? null) });
  };
  const onPage: { readonly [op in TraceStep['op']]?: (page: FakePage, arg: TraceStep['arg']) => unknown } = {
    activity(page) {
      click(page, 'click');
      page.emit();
    },
    dom: (page, arg) => click(page, String(arg ?? 'click')),
    telemetry: (page) => page.emit(),
    hidden(page) {
      page.flush();
      page.turn('hidden');
    },
    visible: (page) => page.turn('visible'),
    async reload(page) {
      await leave(page);
      open(page.tab, 'reload');
    },
    async close(page) {
      await leave(page);
      tabs.set(page.tab, { page: null, texts: new Map() });
    },
    crash: drop,
    freeze(page) {
      page.fire(page.document, 'freeze');
      page.isFrozen = true;
    },
    resume: wake,
    bfcacheIn(page) {
      page.forgetExport();
      page.fire(page.window, 'pagehide', { persisted: true });
      page.turn('hidden');
      page.fire(page.document, 'freeze');
      page.isFrozen = true;
    },
    bfcacheOut(page) {
      wake(page);
      page.turn('visible');
      page.fire(page.window, 'pageshow', { persisted: true });
    },
    sample,
  };
  const step = ({ op, tab, arg }: TraceStep) => {
    if (op === 'clock') return clock.jump(Number(arg));
    if (op === 'block' || op === 'unblock') {
      origin.isBlocked = op === 'block';
      return;
    }
    if (op === 'open') return open(tab ?? 'A');
    if (op === 'sample' && tab === null) {
      for (const { page } of tabs.values()) if (page) sample(page);
      return;
    }
    const page = tabs.get(tab ?? 'A')?.page;
    if (!page) throw new Error(`${op}: there is no page in tab ${tab ?? 'A'}`);
    return onPage[op]?.(page, arg);
  };

  open('A');
  for (const one of trace.steps) {
    await clock.runTo(one.atMs);
    await step(one);
    await clock.runTo(one.atMs);
  }
  for (const page of origin.pages) page.drop();
  return samples;
}
