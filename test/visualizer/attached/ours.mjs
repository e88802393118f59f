// @ts-nocheck: it imports the built package, which the type check does not wait for.
/** An app that attaches by the bridge: to the window that it opens, or to the relay. */
import { createSessionProvider } from 'sessionchart';
import { createSessionInspector } from 'sessionchart/inspect';
import { webPlatform } from 'sessionchart/web';

const { page, socket } = Object.fromEntries(new URLSearchParams(location.search));
const target = socket ? { url: socket } : { window: window.open(page, 'inspector'), origin: new URL(page).origin };
const inspector = createSessionInspector({ ...target, name: 'attached app' });
const sessions = createSessionProvider({ inspect: inspector.inspect, platform: inspector.watched(webPlatform()) });
inspector.follow(sessions);
Object.assign(window, { sessions });
