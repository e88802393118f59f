import Rum from '@hyperdx/otel-web';

globalThis.sdk = {
  start: () =>
    Rum.init({ url: 'https://collector.example.com', apiKey: 'key', service: 'app', applicationName: 'app', allowInsecureUrl: true }),
  read: () => Rum.getSessionId() ?? null,
};
