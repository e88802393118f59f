import { listen, together } from './listen.ts';
import type { Report } from './report.ts';

const SINGLE = ['click', 'keydown', 'mousedown', 'touchstart', 'touchend'] as const;
/** They come up to a thousand times a second; what they say is the same for this many milliseconds. */
const STREAMS = ['mousemove', 'scroll', 'wheel'] as const;
const EVERY_MS = 100;

/**
 * Reports what a person did: `input.click`, `input.keydown`, `input.mousedown`, `input.mousemove`, `input.scroll`,
 * `input.touchstart`, `input.touchend`, `input.wheel`. Events that scripts dispatch are none (`isTrusted`).
 * A scroll that a script causes is trusted, too, and no browser tells it from a person's: a page that scrolls by itself stays in use.
 *
 * @returns stop
 */
export function watchInput(report: Report): () => void {
  return together([
    ...SINGLE.map((type) => listen(document, [type], ({ isTrusted }) => isTrusted && report(`input.${type}`))),
    ...STREAMS.map((type) => {
      let lastMs = -Infinity;
      return listen(document, [type], (event) => {
        const nowMs = performance.now();
        if (nowMs - lastMs < EVERY_MS || !event.isTrusted) return;
        lastMs = nowMs;
        report(`input.${type}`);
      });
    }),
  ]);
}
