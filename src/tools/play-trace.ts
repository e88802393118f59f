import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import type { SessionChange } from '../../machines/session.ts';
import type { Trace, TraceSample } from './trace.ts';
import { createTraceBrowser } from './trace-browser.ts';
import type { TracePage } from './trace-page.ts';

export interface PlayOptions {
  /** What a telemetry item of the trace is. Default: the kind that the policy listens to. */
  readonly telemetry?: Trigger | undefined;
  /** Milliseconds after which telemetry is exported, in batches; at once when a page is hidden. Default 250. */
  readonly exportEveryMs?: number | undefined;
  /** When the trace begins, Unix epoch milliseconds. */
  readonly startTimeMs?: number | undefined;
  /** Hears every change of every page. */
  readonly onChange?: ((change: SessionChange, tab: string) => void) | undefined;
}

export const TRACE_START_MS = Date.UTC(2025, 0, 6, 9);
export const EXPORT_EVERY_MS = 250;

/**
 * Plays a trace through a policy.
 *
 * @returns what was seen at each `sample`; a tab without a page is not seen.
 * @throws TraceError where a step needs a page that is not there.
 */
export function playTrace(trace: Trace, policy: SessionPolicy, options: PlayOptions = {}): readonly TraceSample[] {
  const browser = createTraceBrowser({
    policy,
    blocked: trace.blocked,
    telemetry: options.telemetry,
    exportEveryMs: options.exportEveryMs ?? EXPORT_EVERY_MS,
    startTimeMs: options.startTimeMs ?? TRACE_START_MS,
    tell: options.onChange ?? (() => {}),
  });
  const numbers = new Map<string, number>();
  return trace.steps.flatMap((step) => {
    browser.play(step);
    return step.op === 'sample' ? samplesOf(browser.pagesOf(step), step.atMs, numbers) : [];
  });
}

/** @param numbers of the ids that appeared so far. */
export const samplesOf = (pages: readonly TracePage[], atMs: number, numbers: Map<string, number>): readonly TraceSample[] =>
  pages.map((page) => {
    const id = page.readId();
    if (id !== null && !numbers.has(id)) numbers.set(id, numbers.size);
    return { atMs, tab: page.tab, session: id === null ? null : (numbers.get(id) ?? null) };
  });
