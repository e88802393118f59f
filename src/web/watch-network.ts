import type { PlatformHost } from '../provider/platform.ts';
import { listen, together } from './listen.ts';
import type { Report } from './report.ts';

/** https://wicg.github.io/netinfo; `type` is told by Chromium on phones and ChromeOS only. */
type Connection = EventTarget & { readonly type?: string };

/** To the words of OpenTelemetry's `network.connection.type`. */
const TYPES: { readonly [type: string]: string } = { cellular: 'cell', ethernet: 'wired', wifi: 'wifi', none: 'unavailable' };

/**
 * Reports `online` and `offline`, and keeps `network.connection.type` in the session's metadata where the browser knows it:
 * `unavailable` while offline, `cell`, `wired` or `wifi` else.
 *
 * @returns stop
 */
export function watchNetwork(report: Report, { setMetadata }: PlatformHost): () => void {
  const { connection } = navigator as { readonly connection?: Connection };
  const tell = () =>
    setMetadata({ 'network.connection.type': navigator.onLine === false ? 'unavailable' : (TYPES[connection?.type ?? ''] ?? null) });
  tell();
  return together([
    listen(window, ['online', 'offline'], ({ type }) => {
      report(type === 'online' ? 'online' : 'offline');
      tell();
    }),
    listen(connection, ['change'], tell),
  ]);
}
