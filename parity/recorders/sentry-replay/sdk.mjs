import * as Sentry from '@sentry/browser';

let replay;
globalThis.sdk = {
  start: () => {
    replay = Sentry.replayIntegration({ useCompression: false });
    Sentry.init({
      dsn: 'https://key@sentry.example.com/1',
      integrations: [replay],
      replaysSessionSampleRate: 1,
      replaysOnErrorSampleRate: 0,
    });
  },
  read: () => replay.getReplayId() ?? null,
};
