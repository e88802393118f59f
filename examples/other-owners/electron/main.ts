import { join } from 'node:path';
import { app, BrowserWindow, MessageChannelMain } from 'electron';
import { createSessionProvider } from 'sessionchart';
import { nodePlatform } from 'sessionchart/node';
import { shareSessions } from 'sessionchart/remote';

export const sessions = createSessionProvider({ platform: nodePlatform({ app: app.getName() }) });

/** All windows have the session of the main process, and it outlives each of them. */
export function openWindow(url: string): BrowserWindow {
  const window = new BrowserWindow({ webPreferences: { preload: join(import.meta.dirname, 'preload.cjs') } });
  window.webContents.on('did-finish-load', () => {
    const { port1, port2 } = new MessageChannelMain();
    shareSessions(sessions, port1);
    window.webContents.postMessage('sessions', null, [port2]);
  });
  void window.loadURL(url);
  return window;
}

app.on('browser-window-focus', () => sessions.notify('foreground'));
app.on('browser-window-blur', () => {
  if (BrowserWindow.getFocusedWindow() === null) sessions.notify('background');
});
