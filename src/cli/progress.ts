import type { Terminal } from './terminal.ts';

const AFTER_MS = 500;
const EVERY_MS = 100;
const WIDTH = 30;

export interface Progress {
  add(bytes: number): void;
  /** Of all that is to read; without it only the amount is shown. */
  expect(totalBytes: number | null): void;
  /** Takes the bar away, before anything else is written. */
  clear(): void;
}

/** A bar on standard error, only where a person sees it and the work takes longer than half a second. */
export function showProgress(terminal: Terminal, now: () => number = () => performance.now()): Progress {
  const startMs = now();
  let shownMs = startMs + AFTER_MS - EVERY_MS;
  let done = 0;
  let total: number | null = null;
  let isShown = false;
  return {
    add(bytes) {
      done += bytes;
      const nowMs = now();
      if (!terminal.isInteractive || nowMs - shownMs < EVERY_MS) return;
      shownMs = nowMs;
      isShown = true;
      terminal.err(`\r\u001b[2K${barOf(done, total)}  ${Math.round((nowMs - startMs) / 1_000)} s`);
    },
    expect(totalBytes) {
      total = totalBytes;
    },
    clear() {
      if (isShown) terminal.err('\r\u001b[2K');
      isShown = false;
    },
  };
}

function barOf(done: number, total: number | null): string {
  if (!total) return `reading  ${(done / 1e6).toFixed(0)} MB`;
  const share = Math.min(1, done / total);
  const filled = Math.round(share * WIDTH);
  return `reading  ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}  ${Math.floor(share * 100)} %`;
}
