import { createSessionProvider } from 'sessionchart';
import { datadogBrowser } from 'sessionchart/policies';
import { webPlatform } from 'sessionchart/web';
import { continueSession } from '../continue-session.ts';
import { readDatadogSession } from './read-datadog-session.ts';

export const sessions = createSessionProvider({
  policy: { ...datadogBrowser, sampling: { ratio: 1, by: 'id' } },
  platform: continueSession(webPlatform(), readDatadogSession(document.cookie, Date.now())),
});
