import { getWebInstrumentations, initializeFaro } from '@grafana/faro-web-sdk';

export const faro = initializeFaro({
  url: 'https://faro.example.com/collect',
  app: { name: 'shop' },
  instrumentations: getWebInstrumentations({ captureConsole: false }),
  sessionTracking: { enabled: true, persistent: true, samplingRate: 1 },
});
