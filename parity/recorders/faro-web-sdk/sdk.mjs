/** `persistent: true`, all else by default. */
import { getWebInstrumentations, initializeFaro } from '@grafana/faro-web-sdk';

let faro;
/** Equal events are dropped as duplicates. */
let items = 0;
globalThis.sdk = {
  start: () => {
    faro = initializeFaro({
      url: 'https://collector.example.com/collect',
      app: { name: 'app' },
      instrumentations: getWebInstrumentations({ captureConsole: false }),
      sessionTracking: { enabled: true, persistent: true },
    });
  },
  telemetry: () => faro.api.pushEvent('item', { number: String(++items) }),
  read: () => faro.metas.value.session?.id ?? null,
};
