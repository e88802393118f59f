import { datadogRum } from '@datadog/browser-rum';
import { createAdoptedSessions } from 'sessionchart/remote';

datadogRum.init({
  applicationId: '00000000-0000-0000-0000-000000000000',
  clientToken: 'pub00000000000000000000000000000000',
  site: 'datadoghq.com',
  service: 'shop',
  sessionSampleRate: 100,
});

/** Datadog decides; OpenTelemetry's records carry its id. */
export const sessions = createAdoptedSessions({
  name: 'datadog',
  getSession() {
    const id = datadogRum.getInternalContext()?.session_id;
    return id ? { id } : null;
  },
  end: () => datadogRum.stopSession(),
});
