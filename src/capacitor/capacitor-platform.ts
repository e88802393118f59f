import { checkEngine } from '../mobile/check-engine.ts';
import { createDeviceClock } from '../mobile/device-clock.ts';
import { createKeyValueStore } from '../mobile/key-value-store.ts';
import { createContextId } from '../mobile/runtime.ts';
import type { Platform } from '../provider/platform.ts';
import { watchInput } from '../web/watch-input.ts';
import { watchNavigation } from '../web/watch-navigation.ts';
import { type AppLike, watchApp } from './watch-app.ts';
import { type NetworkLike, watchNetworkPlugin } from './watch-network-plugin.ts';

/** What is used of `@capacitor/preferences`. */
export interface PreferencesLike {
  get(options: { key: string }): Promise<{ value: string | null }>;
  set(options: { key: string; value: string }): Promise<void>;
  remove?(options: { key: string }): Promise<void>;
}

export interface CapacitorPlatformOptions {
  /** `import { App } from '@capacitor/app'` */
  readonly App: AppLike;
  /** `import { Preferences } from '@capacitor/preferences'`: the system may clear what a WebView stores itself. */
  readonly Preferences: PreferencesLike;
  /** `import { Network } from '@capacitor/network'`, where the app has it. */
  readonly Network?: NetworkLike;
}

/**
 * An app in Capacitor's WebView: its triggers, what a person does in the page included, and its sessions in the app's
 * preferences. Where there is no page, as on a server, it is empty.
 *
 * @returns a value for one provider
 * @throws TypeError naming an option that is not what was expected; Error naming what the engine lacks.
 */
export function capacitorPlatform(options: CapacitorPlatformOptions): Platform {
  checkOptions(options);
  if (typeof document === 'undefined') return { watch: () => () => {} };
  checkEngine();
  const { App, Preferences, Network } = options;
  const contextId = createContextId();
  const keyValues = {
    get: async (key: string) => (await Preferences.get({ key })).value,
    set: (key: string, value: string) => Preferences.set({ key, value }),
    ...(Preferences.remove && { remove: async (key: string) => Preferences.remove?.({ key }) }),
  };
  return {
    contextId,
    evidence: 'process_gone',
    clock: createDeviceClock(),
    store: (host) => createKeyValueStore(keyValues, host, contextId),
    watch(report, host) {
      const stops = [
        Network ? watchNetworkPlugin(report, host, Network) : () => {},
        watchApp(report, host, App),
        watchInput(report),
        watchNavigation(report),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

function checkOptions(options: { readonly [K in keyof CapacitorPlatformOptions]?: unknown } | undefined): void {
  const { App, Preferences, Network } = options ?? {};
  const faults = [
    has(App, ['getState', 'addListener']) || 'App: expected the plugin of @capacitor/app',
    has(Preferences, ['get', 'set']) || 'Preferences: expected the plugin of @capacitor/preferences',
    Network === undefined || has(Network, ['getStatus', 'addListener']) || 'Network: expected the plugin of @capacitor/network',
  ].filter((fault) => fault !== true);
  if (faults.length > 0) throw new TypeError(`sessionchart: ${faults.join('; ')}`);
}

const has = (plugin: unknown, methods: readonly string[]) =>
  typeof plugin === 'object' &&
  plugin !== null &&
  methods.every((method) => typeof (plugin as Record<string, unknown>)[method] === 'function');
