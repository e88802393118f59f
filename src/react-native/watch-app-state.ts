import { type AppLife, createAppLife, type Report } from '../mobile/app-life.ts';
import type { PlatformHost } from '../provider/platform.ts';
import type { AppStateLike, Subscription } from './app-state.ts';

/**
 * Follows AppState. `inactive` (iOS: control centre, a call, the app switcher) is a blur, not the background; an app that
 * starts with it is about to be seen. Android has no `inactive` and tells `blur` and `focus` instead. An app whose state is
 * not known at the start has not loaded before it is told.
 *
 * @returns stop
 */
export function watchAppState(report: Report, host: PlatformHost, appState: AppStateLike): () => void {
  const life = createAppLife(report, host);
  const { currentState } = appState;
  if (currentState === 'active' || currentState === 'inactive') life.show();
  else turn(life, currentState);
  const subscriptions = [
    appState.addEventListener('change', (state) => turn(life, state)),
    // Android; elsewhere they never come.
    listenIfKnown(appState, 'blur', life.blur),
    listenIfKnown(appState, 'focus', life.focus),
    // The system may kill the app next.
    listenIfKnown(appState, 'memoryWarning', () => host.save()),
  ];
  return () => {
    for (const subscription of subscriptions) subscription?.remove();
  };
}

/** react-native-web throws at events that it does not know, and returns nothing for one that it does. */
function listenIfKnown(appState: AppStateLike, type: 'blur' | 'focus' | 'memoryWarning', listener: () => void): Subscription | undefined {
  try {
    return appState.addEventListener(type, listener);
  } catch {
    return undefined;
  }
}

function turn(life: AppLife, state: string | null | undefined): void {
  if (state === 'active') {
    life.show();
    life.focus();
  } else if (state === 'inactive') life.blur();
  else if (state === 'background') life.hide();
}
