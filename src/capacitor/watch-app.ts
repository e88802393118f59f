import { createAppLife, type Report } from '../mobile/app-life.ts';
import type { PlatformHost } from '../provider/platform.ts';
import { type PluginListener, stopperOf } from './plugin-listeners.ts';

/** What is used of `@capacitor/app`. */
export interface AppLike {
  getState(): Promise<{ isActive: boolean }>;
  addListener(event: 'appStateChange', listener: (state: { isActive: boolean }) => void): Promise<PluginListener>;
  addListener(event: 'pause' | 'resume', listener: () => void): Promise<PluginListener>;
}

/**
 * Follows the app. On iOS `appStateChange` is told of control centre and calls, too, and on Android `pause` is told of
 * anything that lies over the app, so only both together are the background; one alone is a blur.
 * (https://capacitorjs.com/docs/apis/app)
 *
 * @returns stop
 */
export function watchApp(report: Report, host: PlatformHost, app: AppLike): () => void {
  const life = createAppLife(report, host);
  let isActive = document.visibilityState === 'visible';
  let isPaused = !isActive;
  let hasHeard = false;
  let isStopped = false;
  const turn = () => {
    if (isStopped) return;
    if (!isActive && isPaused) return life.hide();
    life.show();
    if (isActive && !isPaused) life.focus();
    else life.blur();
  };
  const activate = (active: boolean) => {
    hasHeard = true;
    isActive = active;
    turn();
  };
  const pause = (paused: boolean) => {
    hasHeard = true;
    isPaused = paused;
    turn();
  };
  turn();
  // A WebView that is made in the background does not always say so.
  app.getState().then(
    (state) => hasHeard || activate(state.isActive),
    (error) => host.warn('a Capacitor plugin failed', error),
  );
  const stop = stopperOf(
    [
      app.addListener('appStateChange', (state) => activate(state.isActive)),
      app.addListener('pause', () => pause(true)),
      app.addListener('resume', () => pause(false)),
    ],
    host,
  );
  return () => {
    isStopped = true;
    stop();
  };
}
