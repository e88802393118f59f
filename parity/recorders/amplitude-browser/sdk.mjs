import * as amplitude from '@amplitude/analytics-browser';

globalThis.sdk = {
  start: () =>
    amplitude.init('key', undefined, { autocapture: false, remoteConfig: { fetchRemoteConfig: false }, fetchRemoteConfig: false }).promise,
  telemetry: () => amplitude.track('item').promise && undefined,
  read: () => amplitude.getSessionId() ?? null,
};
