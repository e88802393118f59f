import type { Platform } from 'sessionchart';
import { withImportedSession } from 'sessionchart/otel';

/** A session of another SDK, `startTimestamp` in Unix epoch milliseconds. */
export interface ForeignSession {
  readonly id: string;
  readonly startTimestamp: number;
}

/** The platform, in whose store that session goes on until it holds one of its own. */
export function continueSession(platform: Platform, session: ForeignSession | null): Platform {
  const { store } = platform;
  if (session === null || typeof store !== 'function') return platform;
  return { ...platform, store: (host) => withImportedSession(store(host), { stored: JSON.stringify(session) }) };
}
