import { createSessionProvider } from 'sessionchart';
import { webPlatform } from 'sessionchart/web';
import { recordSessions } from './record-sessions.ts';

export const sessions = createSessionProvider({ platform: webPlatform() });

recordSessions(sessions, (batch) => {
  void fetch('/replay', { method: 'POST', body: JSON.stringify(batch) });
});
