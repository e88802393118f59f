import { BrowserAgent } from '@newrelic/browser-agent/loaders/browser-agent';

let agent;
globalThis.sdk = {
  start: () => {
    agent = new BrowserAgent({
      init: { distributed_tracing: { enabled: true }, privacy: { cookies_enabled: true }, ajax: { deny_list: [] } },
      info: { beacon: 'bam.example.com', errorBeacon: 'bam.example.com', licenseKey: 'NRJS-0', applicationID: '1', sa: 1 },
      loader_config: { accountID: '1', trustKey: '1', agentID: '1', licenseKey: 'NRJS-0', applicationID: '1' },
    });
  },
  read: () => agent.runtime?.session?.state?.value ?? null,
};
