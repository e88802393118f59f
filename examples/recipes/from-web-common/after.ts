import { createSessionProvider } from 'sessionchart';
import { createSessionManager } from 'sessionchart/otel';
import { otelWeb } from 'sessionchart/policies';
import { webPlatform } from 'sessionchart/web';
import { continueSession } from '../continue-session.ts';
import { readStored } from './read-stored.ts';

export const sessions = createSessionProvider({
  policy: { ...otelWeb, endAfter: { inactivity: { ms: 30 * 60_000, while: 'open' }, duration: { ms: 4 * 60 * 60_000 } } },
  platform: continueSession(webPlatform(), readStored(localStorage)),
});

/** For code that takes a `SessionProvider` or a `SessionPublisher` of theirs. */
export const manager = createSessionManager(sessions);
