/**
 * Runs at once, and then again once `everyMs` have passed, if it was asked to meanwhile.
 */
export function throttle(run: () => void, everyMs: number): { run(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isAsked = false;
  const begin = () => {
    isAsked = false;
    timer = setTimeout(() => {
      timer = null;
      if (isAsked) begin();
    }, everyMs);
    run();
  };
  return {
    run() {
      if (timer === null) begin();
      else isAsked = true;
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
