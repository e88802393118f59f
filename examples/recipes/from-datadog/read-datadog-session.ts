import type { ForeignSession } from '../continue-session.ts';

/** What Datadog left and would still take for live: of 7.x in `_dd_s_v2`, of earlier ones in `_dd_s`. */
export function readDatadogSession(cookies: string, nowMs: number): ForeignSession | null {
  for (const [, text = ''] of cookies.matchAll(/(?:^|; )_dd_s(?:_v2)?=([^;]*)/g)) {
    const fields = Object.fromEntries(new URLSearchParams(text));
    if (fields.id && nowMs < Number(fields.expire)) return { id: fields.id, startTimestamp: Number(fields.created) };
  }
  return null;
}
