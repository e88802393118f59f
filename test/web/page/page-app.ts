import type { SessionPolicy } from '../../../machines/policy.ts';
import { createSessionProvider, type Sessions } from '../../../src/index.ts';
import { type WebPlatformOptions, webPlatform } from '../../../src/web/index.ts';

/** What the page's script hands out. */
export interface FaultyApp {
  start(policy: SessionPolicy, warn: (message: string) => void, options: WebPlatformOptions): Sessions;
}

export const start: FaultyApp['start'] = (policy, warn, options) =>
  createSessionProvider({ policy, platform: webPlatform(options), diagnostics: { warn, debug() {} } });
