import type { SessionProvider } from '../api/session-provider.ts';
import { watchInput } from '../web/watch-input.ts';

/**
 * Reports what people do in this page or frame to sessions that are kept elsewhere, with the triggers that `sessionchart/web`
 * reports of its own page, such as `input.click`. `joinParentSessions` does it by itself.
 *
 * @returns stop
 */
export const reportInput = (sessions: Pick<SessionProvider, 'notify'>): (() => void) => watchInput((trigger) => sessions.notify(trigger));
