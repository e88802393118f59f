/** Capacitor: sessions in the app's preferences, the app's life by its plugins. */
export { type CapacitorPlatformOptions, capacitorPlatform, type PreferencesLike } from './capacitor-platform.ts';
export type { AppLike } from './watch-app.ts';
export type { NetworkLike } from './watch-network-plugin.ts';
