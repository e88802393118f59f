import { datadogRum } from '@datadog/browser-rum';
import { createSessionProvider } from 'sessionchart';
import { webPlatform } from 'sessionchart/web';

export const sessions = createSessionProvider({ platform: webPlatform() });

datadogRum.init({
  applicationId: '00000000-0000-0000-0000-000000000000',
  clientToken: 'pub00000000000000000000000000000000',
  site: 'datadoghq.com',
  service: 'shop',
  sessionSampleRate: 100,
  // `session.id` is Datadog's own and cannot be set, so ours is beside it, of the instant that the event happened.
  beforeSend(event) {
    event.context = { ...event.context, app_session_id: sessions.getSessionId(event.date) };
    return true;
  },
});
// Where ours ends, Datadog's ends, too: none of its sessions spans two of ours.
sessions.subscribe(({ type }) => {
  if (type === 'ended') datadogRum.stopSession();
});
