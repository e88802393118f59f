// @ts-nocheck: it imports the built package, which the type check does not wait for.
/** An app in debug mode, which keeps its lines for whoever asks. */
import { createSessionProvider } from 'sessionchart';
import { debugSessions } from 'sessionchart/debug';
import { webPlatform } from 'sessionchart/web';

const sessions = debugSessions(createSessionProvider, { platform: webPlatform() }, { log: () => {} });
Object.assign(window, { sessions });
