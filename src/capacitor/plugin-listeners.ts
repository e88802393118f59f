import type { PlatformHost } from '../provider/platform.ts';

/** What every plugin's `addListener` promises. */
export interface PluginListener {
  remove(): Promise<void>;
}

/** A plugin that is missing in the app rejects, and costs a warning. @returns stop, also for listeners that are not added yet */
export function stopperOf(listeners: readonly Promise<PluginListener>[], { warn }: Pick<PlatformHost, 'warn'>): () => void {
  const fail = (error: unknown) => warn('a Capacitor plugin failed', error);
  for (const listener of listeners) listener.catch(fail);
  return () => {
    for (const listener of listeners) listener.then((added) => added.remove()).catch(() => {});
  };
}
