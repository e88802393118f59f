/** What a page gets from `<script src="sessionchart.global.js">`, as the global `sessionchart`: the light provider, the web's platform, and consent. */
import { startUnlessAsked } from './start.ts';

export { PolicyError, parsePolicy } from '../../machines/parse-policy.ts';
export { registerSessionProvider, unregisterSessionProvider } from '../api/global-slot.ts';
export { sessions } from '../api/sessions.ts';
export { withConsent } from '../consent/index.ts';
export { createSessionProvider } from '../lite/create-session-provider.ts';
export { createMemoryStore } from '../provider/memory-store.ts';
export { webPlatform } from '../web/web-platform.ts';
export { grantConsent, revokeConsent, subscribeConsent } from './consent.ts';
export { start } from './start.ts';

startUnlessAsked();
