/** Options as in the README of @opentelemetry/browser-sdk: 30 minutes, 4 hours. `getSession()` would extend, so the id is read from its field. */
import * as common from '@opentelemetry/web-common';

let manager;
globalThis.sdk = {
  start: () => {
    manager = common.createSessionManager({
      sessionIdGenerator: common.createDefaultSessionIdGenerator(),
      sessionStore: common.createLocalStorageSessionStore(),
      maxDuration: 4 * 3600,
      inactivityTimeout: 1800,
    });
    return manager.start();
  },
  telemetry: () => manager.getSessionId(),
  read: () => manager._session?.id ?? null,
};
