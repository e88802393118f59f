import { datadogRum } from '@datadog/browser-rum';

globalThis.sdk = {
  start: () =>
    datadogRum.init({
      applicationId: '00000000-0000-0000-0000-000000000000',
      clientToken: 'pub0',
      site: 'datadoghq.com',
      service: 'app',
      sessionSampleRate: 100,
      sessionReplaySampleRate: 0,
    }),
  read: () => datadogRum.getInternalContext()?.session_id ?? null,
};
