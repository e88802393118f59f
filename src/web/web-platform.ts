import type { Platform } from '../provider/platform.ts';
import { together } from './listen.ts';
import { createOriginStore } from './origin-store.ts';
import { createPresence } from './presence.ts';
import { createSiteStore } from './site-store.ts';
import { createTabStore } from './tab-store.ts';
import { watchFocus } from './watch-focus.ts';
import { watchInput } from './watch-input.ts';
import { watchLifecycle } from './watch-lifecycle.ts';
import { reportLoad, wasDiscarded, whenActivated } from './watch-load.ts';
import { watchNavigation } from './watch-navigation.ts';
import { watchNetwork } from './watch-network.ts';
import { watchVisibility } from './watch-visibility.ts';

export interface WebPlatformOptions {
  /**
   * Domain whose subdomains share sessions where the policy's scope is `site`, such as `example.com`. By a cookie, best
   * effort: two subdomains that open in the same instant may begin two sessions. Without it `site` means the origin.
   */
  readonly siteDomain?: string;
}

/**
 * A page in a browser: its triggers, and its storage by the policy's scope. Where there is no page, as on a server, it is
 * empty: sessions are kept in memory and nothing starts them.
 *
 * @returns a value for one provider
 */
export function webPlatform({ siteDomain }: WebPlatformOptions = {}): Platform {
  if (typeof document === 'undefined') return { watch: () => () => {} };
  const contextId = createContextId();
  const presence = createPresence(contextId);
  return {
    contextId,
    // Not `performance.timeOrigin`, which knows of no step of the wall clock and of no sleep since the browser was started.
    startTimeMs: Math.round(Date.now() - performance.now()),
    isSeen: () => document.visibilityState === 'visible',
    allowStorage: presence.allowStorage,
    ...(wasDiscarded() && { evidence: 'discarded' as const }),
    store(host) {
      presence.serve(host.scope);
      if (host.sharedBy === 'tab') return createTabStore(host, contextId);
      const store = createOriginStore(host, presence);
      return host.sharedBy === 'site' && siteDomain ? createSiteStore(store, host, siteDomain) : store;
    },
    watch(report, host) {
      let stop = () => {};
      presence.serve(host.scope);
      const cancel = whenActivated(() => {
        const stopNetwork = watchNetwork(report, host);
        if (document.visibilityState === 'visible') host.setMetadata({ 'app.foreground': true });
        const wasAway = host.isAway();
        reportLoad(report);
        stop = together([
          stopNetwork,
          // First, so that a page which slept in the background says so before it says that it woke up.
          watchVisibility(report, host, presence, wasAway),
          watchLifecycle(report, host, presence),
          watchFocus(report),
          watchInput(report),
          watchNavigation(report),
        ]);
      });
      return () => {
        cancel();
        stop();
      };
    },
  };
}

/** No secret, and unique among the pages of an origin is enough. */
const createContextId = () => Math.random().toString(16).slice(2).padEnd(16, '0');
