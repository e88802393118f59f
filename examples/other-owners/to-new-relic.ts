import { BrowserAgent } from '@newrelic/browser-agent/loaders/browser-agent';
import { createSessionProvider } from 'sessionchart';
import { webPlatform } from 'sessionchart/web';

export const sessions = createSessionProvider({ platform: webPlatform() });

export const agent = new BrowserAgent({
  init: { distributed_tracing: { enabled: true }, privacy: { cookies_enabled: true } },
  info: { beacon: 'bam.nr-data.net', errorBeacon: 'bam.nr-data.net', licenseKey: 'NRJS-0', applicationID: '1', sa: 1 },
  loader_config: { accountID: '1', trustKey: '1', agentID: '1', licenseKey: 'NRJS-0', applicationID: '1' },
});
// On every event from now on; New Relic keeps its own `session` beside it.
sessions.current$.subscribe((session) => {
  agent.setCustomAttribute('app.session.id', session?.id ?? null);
});
