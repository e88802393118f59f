import { createDefaultSessionIdGenerator, createLocalStorageSessionStore, createSessionManager } from '@opentelemetry/web-common';

export const manager = createSessionManager({
  sessionIdGenerator: createDefaultSessionIdGenerator(),
  sessionStore: createLocalStorageSessionStore(),
  inactivityTimeout: 30 * 60,
  maxDuration: 4 * 60 * 60,
});
void manager.start();
