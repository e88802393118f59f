import { spawn } from 'node:child_process';

const OPENERS: { readonly [platform: string]: readonly string[] } = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] };

/** Whether somebody sits before a screen of this machine. */
export function hasScreen({ env, platform }: Pick<NodeJS.Process, 'env' | 'platform'> = process): boolean {
  if (env.CI || env.SSH_CONNECTION) return false;
  return platform in OPENERS || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Opens an address in the browser that the system names. Where it names none nothing happens: the address was printed. */
export function openBrowser(url: string): void {
  const [command = '', ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const opener = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  opener.on('error', () => {});
  opener.unref();
}
