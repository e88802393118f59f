import { createSessionProvider } from 'sessionchart';
import { registerSessionProvider } from 'sessionchart/api';
import { webPlatform } from 'sessionchart/web';
import { keepSessionCookie } from './session-cookie.ts';

// Next.js runs this before it hydrates, and in the browser only.
const sessions = createSessionProvider({ platform: webPlatform() });
registerSessionProvider(sessions);
keepSessionCookie(sessions);
