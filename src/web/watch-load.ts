import type { Report } from './report.ts';

/** A provider created later than this after its page was not part of the load. */
const AT_LOAD_MS = 60_000;

/**
 * Reports how the page came to be: `load`, `load.reload`, `load.back_forward` (not from bfcache, which is no load),
 * `load.discard` (the browser had thrown it away to save memory) or `load.prerender`, at the instant that the person began
 * to wait for it: the time origin, or the activation of a prerendered page; now, where that is more than a minute ago.
 */
export function reportLoad(report: Report): void {
  const [entry] = performance.getEntriesByType?.('navigation') ?? [];
  const { type, activationStart = 0 } = (entry ?? {}) as { readonly type?: string; readonly activationStart?: number };
  const how = wasDiscarded() ? 'discard' : activationStart > 0 ? 'prerender' : type;
  const agoMs = performance.now() - activationStart;
  report(how && how !== 'navigate' ? `load.${how}` : 'load', agoMs < AT_LOAD_MS ? Math.round(Date.now() - agoMs) : undefined);
}

/** Whether the browser had thrown the page away, to save memory. */
export const wasDiscarded = () => (document as { readonly wasDiscarded?: boolean }).wasDiscarded === true;

/** Whether the browser loads the page for a person who may never come. */
export const isPrerendering = () => (document as { readonly prerendering?: boolean }).prerendering === true;

/** Runs once somebody sees the page: now, unless it is being prerendered. @returns cancel */
export function whenActivated(run: () => void): () => void {
  if (!isPrerendering()) {
    run();
    return () => {};
  }
  document.addEventListener('prerenderingchange', run, { once: true });
  return () => document.removeEventListener('prerenderingchange', run);
}
