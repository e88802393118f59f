import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';

let analytics;
globalThis.sdk = {
  start: () => {
    analytics = new RudderAnalytics();
    analytics.load('key', 'https://collector.example.com', {
      getSourceConfig: () => ({
        updatedAt: '',
        source: {
          id: 's',
          name: 'app',
          writeKey: 'key',
          enabled: true,
          workspaceId: 'w',
          connections: [],
          destinations: [],
          dataplanes: {},
          config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
        },
      }),
    });
  },
  telemetry: () => analytics.track('item'),
  read: () => analytics.getSessionId() ?? null,
};
