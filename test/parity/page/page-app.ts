import type { SessionPolicy } from '../../../machines/policy.ts';
import { createSessionProvider, type Sessions } from '../../../src/index.ts';
import { webPlatform } from '../../../src/web/index.ts';

/** What a page's script hands out: an app's two lines. */
export interface PageApp {
  start(policy: SessionPolicy): Sessions;
}

/** What a browser refuses is part of the traces. */
const diagnostics = { warn() {}, debug() {} };

export const start: PageApp['start'] = (policy) => createSessionProvider({ policy, platform: webPlatform(), diagnostics });
