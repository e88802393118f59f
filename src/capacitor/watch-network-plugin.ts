import type { Report } from '../mobile/app-life.ts';
import type { PlatformHost } from '../provider/platform.ts';
import { type PluginListener, stopperOf } from './plugin-listeners.ts';

/** What is used of `@capacitor/network`. */
export interface NetworkLike {
  getStatus(): Promise<NetworkStatusLike>;
  addListener(event: 'networkStatusChange', listener: (status: NetworkStatusLike) => void): Promise<PluginListener>;
}
export interface NetworkStatusLike {
  readonly connected: boolean;
  /** `wifi`, `cellular`, `none` or `unknown`. */
  readonly connectionType: string;
}

/** To the words of OpenTelemetry's `network.connection.type`. */
const TYPES: { readonly [type: string]: string } = { cellular: 'cell', wifi: 'wifi' };

/**
 * Reports `online` and `offline`, and keeps `network.connection.type` in the session's metadata: `unavailable` while offline,
 * `cell` or `wifi` else, nothing where the system does not say.
 *
 * @returns stop
 */
export function watchNetworkPlugin(report: Report, { setMetadata, warn }: PlatformHost, network: NetworkLike): () => void {
  let wasConnected: boolean | null = null;
  let isStopped = false;
  const hear = ({ connected, connectionType }: NetworkStatusLike) => {
    if (isStopped) return;
    if (wasConnected !== null && connected !== wasConnected) report(connected ? 'online' : 'offline');
    wasConnected = connected;
    setMetadata({ 'network.connection.type': connected ? (TYPES[connectionType] ?? null) : 'unavailable' });
  };
  const first = (status: NetworkStatusLike) => {
    if (wasConnected === null) hear(status);
  };
  network.getStatus().then(first, (error) => warn('a Capacitor plugin failed', error));
  const stop = stopperOf([network.addListener('networkStatusChange', hear)], { warn });
  return () => {
    isStopped = true;
    stop();
  };
}
