import { newTracker, trackStructEvent } from '@snowplow/browser-tracker';

let tracker;
globalThis.sdk = {
  start: () => {
    tracker = newTracker('sp', 'https://collector.example.com', { appId: 'app' });
  },
  telemetry: () => trackStructEvent({ category: 'trace', action: 'item' }),
  read: () => tracker.getDomainUserInfo()[6] ?? null,
};
