import type { Report } from '../mobile/app-life.ts';
import type { PlatformHost } from '../provider/platform.ts';

/** What is used of the default export of `@react-native-community/netinfo`. */
export interface NetInfoLike {
  /** Calls back at once with the present state, and with each later one. @returns stop */
  addEventListener(listener: (state: NetInfoStateLike) => void): () => void;
}
export interface NetInfoStateLike {
  readonly type: string;
  /** `null`: not known yet. */
  readonly isConnected: boolean | null;
}

/** To the words of OpenTelemetry's `network.connection.type`. */
const TYPES: { readonly [type: string]: string } = { none: 'unavailable', cellular: 'cell', ethernet: 'wired', wifi: 'wifi' };

/**
 * Reports `online` and `offline`, and keeps `network.connection.type` in the session's metadata: `unavailable` while offline,
 * `cell`, `wired` or `wifi` else, nothing where the system does not say.
 *
 * @returns stop
 */
export function watchNetInfo(report: Report, { setMetadata }: PlatformHost, netInfo: NetInfoLike): () => void {
  let wasConnected: boolean | null = null;
  return netInfo.addEventListener(({ type, isConnected }) => {
    if (isConnected !== null && wasConnected !== null && isConnected !== wasConnected) report(isConnected ? 'online' : 'offline');
    wasConnected = isConnected ?? wasConnected;
    setMetadata({ 'network.connection.type': isConnected === false ? 'unavailable' : (TYPES[type] ?? null) });
  });
}
