import { createSessionProvider } from 'sessionchart';
import { faroWeb } from 'sessionchart/policies';
import { webPlatform } from 'sessionchart/web';
import { continueSession } from '../continue-session.ts';
import { readFaroSession } from './read-faro-session.ts';

export const sessions = createSessionProvider({
  policy: { ...faroWeb, scope: 'origin', sampling: { ratio: 1, by: 'random' } },
  platform: continueSession(webPlatform(), readFaroSession(localStorage, Date.now())),
});
