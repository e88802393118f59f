import type { ForeignSession } from '../continue-session.ts';

const INACTIVITY_MS = 900_000;

/** What Faro left and would still take for live. @param storage `localStorage` where it was `persistent`, else `sessionStorage` */
export function readFaroSession(storage: Storage, nowMs: number): ForeignSession | null {
  try {
    const { sessionId, started, lastActivity, isSampled } = JSON.parse(storage.getItem('com.grafana.faro.session') ?? '{}');
    const isLive = isSampled && nowMs - lastActivity < INACTIVITY_MS;
    return isLive ? { id: sessionId, startTimestamp: started } : null;
  } catch {
    return null;
  }
}
