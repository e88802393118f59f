import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { withConsent } from '../../src/consent/index.ts';
import { createSessionProvider, type Sessions } from '../../src/full/create-session-provider.ts';
import { nodePlatform } from '../../src/node/index.ts';
import { reactNativePlatform } from '../../src/react-native/index.ts';
import { createDevice } from '../mobile/device.ts';
import { createAppState } from '../react-native/fake-phone.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { testPolicy } from '../support/watch.ts';

const opened: Sessions[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((sessions) => sessions.shutdown()));
});
const create = (platform: NonNullable<Parameters<typeof createSessionProvider>[0]>['platform']) => {
  const sessions = createSessionProvider({ policy: testPolicy, ...(platform && { platform }) });
  opened.push(sessions);
  return sessions;
};
const final = (sessions: Sessions) => new Promise<void>((resolve) => void sessions.whenFinal(resolve));
const until = async (isSo: () => boolean) => {
  for (let tries = 0; tries < 200 && !isSo(); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe('consent in Node', () => {
  it('writes no file before the grant, shares the session after it, and leaves no file when it is taken back', async () => {
    const folder = createTemporaryFolder();
    const open = (granted: boolean) => {
      const consent = withConsent(nodePlatform({ store: join(folder.path, 'sessions') }), { granted });
      return { consent, sessions: create(consent.platform) };
    };
    const [a, b] = [open(false), open(false)];
    a.sessions.setMetadata({ 'user.id': 'alice' });
    expect([a.sessions.getSessionId() !== null, readdirSync(folder.path)]).toEqual([true, []]);
    for (const { consent, sessions } of [a, b]) {
      consent.grantConsent();
      await final(sessions);
    }
    expect(b.sessions.getSession()?.metadata).toEqual({ 'user.id': 'alice' });
    expect(readdirSync(join(folder.path, 'sessions', 'default'))).toContain('session.json');
    await b.consent.revokeConsent();
    await until(() => a.consent.state === 'revoked' && !existsSync(join(folder.path, 'sessions', 'default')));
    expect([a.consent.state, a.sessions.getSessionId(), readdirSync(join(folder.path, 'sessions'))]).toEqual(['revoked', null, []]);
    folder.remove();
  });
});

describe('consent in React Native', () => {
  it.each(['asyncStorage', 'mmkv'] as const)(
    'keeps nothing in %s before the grant, and nothing of the session after it was taken back',
    async (kind) => {
      const { disk, boot } = createDevice();
      const consent = withConsent(reactNativePlatform({ AppState: createAppState('active'), storage: boot()[kind] }));
      const sessions = create(consent.platform);
      const id = sessions.getSessionId();
      expect([id === null, disk.size]).toEqual([false, 0]);
      consent.grantConsent();
      await final(sessions);
      expect([...disk.values()].join()).toContain(id);
      expect(await consent.revokeConsent()).toBe(true);
      expect([...disk.values()].join()).not.toMatch(/[0-9a-f]{8}-|Ms"/);
    },
  );

  it('removes the keys where the storage can', async () => {
    const { disk, boot } = createDevice();
    const { asyncStorage } = boot();
    const storage = { ...asyncStorage, removeItem: async (key: string) => void disk.delete(key) };
    const consent = withConsent(reactNativePlatform({ AppState: createAppState('active'), storage }), { granted: true });
    await final(create(consent.platform));
    expect(disk.size).toBeGreaterThan(0);
    await consent.revokeConsent();
    expect([...disk.keys()]).toEqual([]);
  });
});
