import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import { TraceError, type TraceStep } from './trace.ts';
import { createTraceClock, type TraceClock } from './trace-clock.ts';
import { createTracePage, type PageOptions, type TracePage } from './trace-page.ts';
import { createTraceSlot, type TraceSlot } from './trace-slot.ts';
import { telemetryOf } from './trace-telemetry.ts';

export interface BrowserOptions extends Pick<PageOptions, 'tell'>, Partial<Pick<PageOptions, 'onRevoked'>> {
  readonly policy: SessionPolicy;
  /** Nothing can be stored from the beginning. */
  readonly blocked: boolean;
  /** What a telemetry item of the trace is. Default: the kind that the policy listens to. */
  readonly telemetry?: Trigger | undefined;
  readonly exportEveryMs: number;
  readonly startTimeMs: number;
  /** A page closes, or crashes without having heard anything. */
  readonly onGone?: ((page: TracePage, crashed: boolean) => void) | undefined;
}

/** A browser as far as sessions know it: tabs, their pages, what they share, and one clock. Tab `A` is open. */
export interface TraceBrowser {
  readonly clock: TraceClock;
  /** The pages that are open now. */
  pages(): readonly TracePage[];
  /** Lets time pass up to the step, and what is due happen; then the step. @throws TraceError where it needs a page that is not there. */
  play(step: TraceStep): void;
  /** The pages that a step speaks of: one tab's, or all for a `sample` that names none. @throws TraceError where that tab has none. */
  pagesOf(step: TraceStep): readonly TracePage[];
}

interface Tab {
  readonly slot: TraceSlot;
  page: TracePage | null;
}

/** Each page runs the chart on its own, and shares with others what the policy's scope says. Timers go off on time, unless their page is frozen. */
export function createTraceBrowser(options: BrowserOptions): TraceBrowser {
  const { policy, telemetry = telemetryOf(policy), exportEveryMs, startTimeMs, tell, onRevoked, onGone = () => {} } = options;
  const clock = createTraceClock(startTimeMs, policy.clock === 'monotonic');
  const tabs = new Map<string, Tab>();
  const shared = createTraceSlot(policy);
  let isBlocked = options.blocked;
  let ids = 0;

  const pages = () => [...tabs.values()].flatMap(({ page }) => page ?? []);
  const slotOf = (slot: TraceSlot) => (policy.scope === 'page' ? null : policy.scope === 'tab' ? slot : shared);
  const isAlone = (page: TracePage) => !pages().some((other) => other !== page && other.slot === page.slot);
  /** The pages that are one app with this one, where they follow each other at once. */
  const isOneApp = (policy.adopt ?? 'at-once') === 'at-once' && policy.scope !== 'page' && policy.scope !== 'tab';
  const appOf = (page: TracePage) => (isOneApp ? pages() : [page]);
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
      tell,
      onRevoked,
      isAlone,
      onWrite: (writer) => {
        for (const page of pages()) if (page !== writer && page.slot === writer.slot && !page.timers.isFrozen) page.follow();
      },
    });
    place.page.hear('load');
    // The page before may have been hidden as it went.
    if (place.page.isSessionHidden) place.page.hear('foreground');
  };
  const drop = (page: TracePage, crashed: boolean) => {
    const place = tabs.get(page.tab);
    if (place) place.page = null;
    onGone(page, crashed);
  };
  const leave = (page: TracePage) => {
    forgetExport(page);
    hide(page);
    if (isAlone(page)) page.hear('unload');
    drop(page, false);
  };
  const hide = (page: TracePage) => {
    if (page.isHidden) return;
    page.isHidden = true;
    const app = appOf(page);
    if (app.every(({ isHidden }) => isHidden)) for (const one of app) if (!one.timers.isFrozen) one.hear('background');
  };
  /** What waits to be sent leaves with the page, and nobody hears how that went. */
  const forgetExport = (page: TracePage) => page.timers.set('export', Infinity, () => {});
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
    page.follow();
    runTo(clock.elapsedMs);
    page.hear('resume');
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
      leave(page);
      open(page.tab);
    },
    close: (page) => {
      leave(page);
      tabs.set(page.tab, { slot: createTraceSlot(policy), page: null });
    },
    crash: (page) => drop(page, true),
    freeze: sleep,
    resume: wake,
    bfcacheIn: (page) => {
      forgetExport(page);
      hide(page);
      sleep(page);
    },
    bfcacheOut: (page) => {
      wake(page);
      show(page);
    },
    trigger: (page, { arg }) => page.hear(arg as Trigger),
  };
  const pagesOf = (step: TraceStep) => {
    if (step.op === 'sample' && step.tab === null) return pages();
    return [tabs.get(step.tab ?? 'A')?.page ?? fail(step, 'an open tab')];
  };
  const step = (one: TraceStep) => {
    const { op, tab, arg } = one;
    if (op === 'clock') clock.jump(Number(arg));
    else if (op === 'block' || op === 'unblock') isBlocked = op === 'block';
    else if (op === 'open') tabs.get(tab ?? 'A')?.page ? fail(one, 'a closed tab') : open(tab ?? 'A');
    else for (const page of pagesOf(one)) onPage[op]?.(page, one);
  };

  open('A');
  return {
    clock,
    pages,
    pagesOf,
    play(one) {
      runTo(one.atMs);
      step(one);
    },
  };
}

function fail({ atMs, op, tab }: TraceStep, expected: string): never {
  throw new TraceError(`${op} at ${atMs} ms: expected ${expected}, tab ${tab ?? 'A'} is not`);
}
