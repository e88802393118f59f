import { describe, expect, it } from 'vitest';
import { createSessionProvider } from '../../src/index.ts';
import { webPlatform } from '../../src/web/index.ts';

describe('on a server, where there is no page', () => {
  it('keeps quiet: no session, no timer, nothing thrown', async () => {
    expect(typeof globalThis.document).toBe('undefined');
    const warnings: string[] = [];
    const sessions = createSessionProvider({
      platform: webPlatform(),
      diagnostics: { warn: (message) => warnings.push(message), debug() {} },
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([sessions.getSessionId(), sessions.getSession(), warnings]).toEqual([null, null, []]);
    await sessions.shutdown();
  });
});
