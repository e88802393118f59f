import { SplunkRum } from '@splunk/otel-web';

globalThis.sdk = {
  start: () => SplunkRum.init({ realm: 'us0', rumAccessToken: 'token', applicationName: 'app' }),
  read: () => SplunkRum.getSessionId() ?? null,
};
