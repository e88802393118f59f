import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import type { SessionChange } from '../../machines/session.ts';
import { type Trace, TraceError, type TraceSample, type TraceStep } from './trace.ts';
import { createTraceClock } from './trace-clock.ts';
import { createTracePage, type TracePage } from './trace-page.ts';
import { createTraceSlot, type TraceSlot } from './trace-slot.ts';
import { telemetryOf } from './trace-telemetry.ts';

export interface PlayOptions {
  /** What a telemetry item of the trace is. Default: the kind that the policy listens to. */
  readonly telemetry?: Trigger;
  /** Milliseconds after which telemetry is exported, in batches; at once when a page is hidden. Default 250. */
  readonly exportEveryMs?: number;
  /** When the trace begins, Unix epoch milliseconds. */
  readonly startTimeMs?: number;
  /** Hears every change of every page. */
  readonly onChange?: (change: SessionChange, tab: string) => void;
}

interface Tab {
  readonly slot: TraceSlot;
  page: TracePage | null;
}

const START_TIME_MS = Date.UTC(2025, 0, 6, 9);

/**
 * Plays a trace through a policy: each page runs the chart on its own, and shares with others what the policy's scope
 * says. Timers go off on time, unless their page is frozen.
 *
 * @returns what was seen at each `sample`; a tab without a page is not seen.
 * @throws TraceError where a step needs a page that is not there.
 */
export function playTrace(trace: Trace, policy: SessionPolicy, options: PlayOptions = {}): readonly TraceSample[] {
  const { telemetry = telemetryOf(policy), exportEveryMs = 250, startTimeMs = START_TIME_MS, onChange = () => {} } = options;
  const clock = createTraceClock(startTimeMs, policy.clock === 'monotonic');
  const tabs = new Map<string, Tab>();
  const shared = createTraceSlot(policy);
  const samples: TraceSample[] = [];
  const numbers = new Map<string, number>();
  let isBlocked = trace.blocked;
  let ids = 0;

  const pages = () => [...tabs.values()].flatMap(({ page }) => page ?? []);
  const slotOf = (slot: TraceSlot) => (policy.scope === 'page' ? null : policy.scope === 'tab' ? slot : shared);
  const isAlone = (page: TracePage) => !pages().some((other) => other !== page && other.slot === page.slot);
  const open = (tab: string) => {
    const place = tabs.get(tab) ?? { slot: createTraceSlot(policy), page: null };
    tabs.set(tab, place);
    place.page = createTracePage({
      policy,
      tab,
      clock,
      slot: slotOf(place.slot),
      isBlocked: () => isBlocked,
      generateId: () => `${++ids}`,
      tell: onChange,
      isAlone,
      onWrite: (writer) => {
        for (const page of pages()) if (page !== writer && page.slot === writer.slot) page.follow();
      },
    });
    place.page.hear('load');
  };
  const leave = (tab: string, page: TracePage) => {
    drop(page);
    hide(page);
    if (isAlone(page)) page.hear('unload');
    const place = tabs.get(tab);
    if (place) place.page = null;
  };
  const hide = (page: TracePage) => {
    if (page.isHidden) return;
    page.isHidden = true;
    page.hear('background');
  };
  /** What waits to be sent leaves with the page, and nobody hears how that went. */
  const drop = (page: TracePage) => page.timers.set('export', Infinity, () => {});
  const show = (page: TracePage) => {
    page.isHidden = false;
    page.hear('foreground');
  };
  const emit = (page: TracePage) => {
    page.hear(telemetry);
    page.timers.set('export', clock.elapsedMs + exportEveryMs, () => page.hear('export'));
  };
  const sleep = (page: TracePage) => {
    page.hear('freeze');
    page.timers.freeze(true);
  };
  const wake = (page: TracePage) => {
    page.timers.freeze(false);
    runTo(clock.elapsedMs);
    page.hear('resume');
  };
  const sample = (page: TracePage) => {
    const id = page.readId();
    if (id !== null && !numbers.has(id)) numbers.set(id, numbers.size);
    samples.push({ atMs: clock.elapsedMs, tab: page.tab, session: id === null ? null : (numbers.get(id) ?? null) });
  };
  const runTo = (atMs: number) => {
    for (;;) {
      const next = pages().reduce<TracePage | null>(
        (first, page) => (page.timers.dueMs < (first?.timers.dueMs ?? Infinity) ? page : first),
        null,
      );
      if (!next || next.timers.dueMs > atMs) break;
      clock.elapsedMs = Math.max(clock.elapsedMs, next.timers.dueMs);
      next.timers.fire(clock.elapsedMs);
    }
    clock.elapsedMs = atMs;
  };

  const onPage: { readonly [op in TraceStep['op']]?: (page: TracePage, step: TraceStep) => void } = {
    activity: (page) => {
      page.hear('input.click');
      emit(page);
    },
    dom: (page, { arg }) => page.hear(`input.${arg ?? 'click'}`),
    telemetry: emit,
    hidden: (page) => {
      page.timers.hurry('export', clock.elapsedMs);
      hide(page);
    },
    visible: show,
    reload: (page) => {
      leave(page.tab, page);
      open(page.tab);
    },
    close: (page) => {
      leave(page.tab, page);
      tabs.set(page.tab, { slot: createTraceSlot(policy), page: null });
    },
    crash: ({ tab }) => {
      const place = tabs.get(tab);
      if (place) place.page = null;
    },
    freeze: sleep,
    resume: wake,
    bfcacheIn: (page) => {
      drop(page);
      hide(page);
      sleep(page);
    },
    bfcacheOut: (page) => {
      wake(page);
      show(page);
    },
    trigger: (page, { arg }) => page.hear(arg as Trigger),
  };
  const step = (one: TraceStep) => {
    const { op, tab, arg } = one;
    if (op === 'clock') return clock.jump(Number(arg));
    if (op === 'block' || op === 'unblock') {
      isBlocked = op === 'block';
      return;
    }
    const page = tabs.get(tab ?? 'A')?.page;
    if (op === 'open') return page ? fail(one, 'a closed tab') : open(tab ?? 'A');
    if (op === 'sample' && tab === null) return pages().forEach(sample);
    if (!page) return fail(one, 'an open tab');
    if (op === 'sample') return sample(page);
    onPage[op]?.(page, one);
  };

  open('A');
  for (const one of trace.steps) {
    runTo(one.atMs);
    step(one);
  }
  return samples;
}

function fail({ atMs, op, tab }: TraceStep, expected: string): never {
  throw new TraceError(`${op} at ${atMs} ms: expected ${expected}, tab ${tab ?? 'A'} is not`);
}
