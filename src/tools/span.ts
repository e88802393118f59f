const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** @returns milliseconds of a span such as `15m`, `4h`, `90s`, `1.5d` or `500ms`; `null` where it is none, or no whole number of at least 1. */
export function parseSpan(text: string): number | null {
  const found = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)$/.exec(text.trim());
  if (!found) return null;
  const ms = Number(found[1]) * (UNIT_MS[found[2] ?? ''] ?? Number.NaN);
  return Number.isSafeInteger(ms) && ms >= 1 ? ms : null;
}

const inTwo = (ms: number, large: string, small: string): string => {
  const smallMs = UNIT_MS[small] as number;
  const whole = Math.round(ms / smallMs);
  const per = (UNIT_MS[large] as number) / smallMs;
  const rest = whole % per;
  return `${Math.floor(whole / per)} ${large}${rest > 0 ? ` ${rest} ${small}` : ''}`;
};

/** A span for people, in its two largest units: `350 ms`, `4.2 s`, `18 min 4 s`, `3 h 12 min`, `2 d 4 h`. */
export function formatSpan(ms: number): string {
  if (ms < 1_000) return ms === 0 ? '0 s' : `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${Number((ms / 1_000).toFixed(1))} s`;
  if (ms < 59_500) return `${Math.round(ms / 1_000)} s`;
  if (ms < 3_599_500) return inTwo(ms, 'min', 's');
  if (ms < 86_370_000) return inTwo(ms, 'h', 'min');
  return inTwo(ms, 'd', 'h');
}
