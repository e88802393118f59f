import type { SessionTraits, TelemetrySessions } from '../api/session-provider.ts';

/** What describes the session that a record of this instant was stamped with; `null` where it is not known. */
export function traitsOf(sessions: TelemetrySessions, id: string, atMs?: number): SessionTraits | null {
  if (sessions.getTraits) return sessions.getTraits(id);
  const session = sessions.getSession(atMs);
  return session?.id === id ? session : null;
}
