import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where an app keeps what it should find again after a restart, by the platform's convention:
 * `$XDG_STATE_HOME` or `~/.local/state` (XDG Base Directory Specification 0.8), `~/Library/Application Support` on macOS,
 * `%LOCALAPPDATA%` on Windows. A relative `XDG_STATE_HOME` is ignored, as the specification says.
 */
export function stateFolder(app: string): string {
  return join(baseFolder(), app);
}

function baseFolder(): string {
  const { XDG_STATE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  if (process.platform === 'win32') return local ? local : join(homedir(), 'AppData', 'Local');
  return xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.local', 'state');
}
