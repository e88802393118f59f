const OPTIONS = { capture: true, passive: true };

/**
 * Hears events before the page's own handlers do, and never blocks scrolling. A listener that throws is the page's business
 * no more than ours, so it must not.
 *
 * @returns stop
 */
export function listen<E extends Event = Event>(
  target: EventTarget | undefined,
  types: readonly string[],
  run: (event: E) => void,
): () => void {
  const listener = (event: Event) => run(event as E);
  for (const type of types) target?.addEventListener(type, listener, OPTIONS);
  return () => {
    for (const type of types) target?.removeEventListener(type, listener, OPTIONS);
  };
}

/** Runs all, in order. */
export const together = (stops: readonly (() => void)[]) => () => {
  for (const stop of stops) stop();
};
