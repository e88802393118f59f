import type { Platform, PlatformHost } from '../provider/platform.ts';

/** Tells the provider that something happened, by default now. Instants are Unix epoch milliseconds. */
export type Report = Parameters<NonNullable<Platform['watch']>>[0];

/** What a phone does with an app, in triggers. Saying the same twice reports once. */
export interface AppLife {
  /** Somebody sees the app. */
  show(): void;
  /** Nobody does. The process may be suspended or killed from here on, without another word. */
  hide(): void;
  /** It is seen, but something lies over it or takes its input. */
  blur(): void;
  focus(): void;
}

/**
 * Reports `load` when the app is first seen, `load.background` where it had been started in the background before (a push, a
 * prewarmed process, a headless task): until then nobody uses it. `foreground` and `background` follow what is seen, `focus`
 * and `blur` what lies over it. The session's metadata say the same (`app.foreground`).
 */
export function createAppLife(report: Report, { setMetadata, save }: Pick<PlatformHost, 'setMetadata' | 'save'>): AppLife {
  let isVisible: boolean | null = null;
  let isFocused = true;
  let hasLoaded = false;
  return {
    show() {
      if (isVisible === true) return;
      const wasHidden = isVisible === false;
      isVisible = true;
      // Before, so that a session which begins now begins with it.
      setMetadata({ 'app.foreground': true });
      if (!hasLoaded) report(wasHidden ? 'load.background' : 'load');
      hasLoaded = true;
      report('foreground');
    },
    hide() {
      if (isVisible === false) return;
      isVisible = false;
      report('background');
      setMetadata({ 'app.foreground': false });
      save();
    },
    blur() {
      if (!isFocused) return;
      isFocused = false;
      report('blur');
      // From the app switcher an app may be swiped away without having been in the background.
      save();
    },
    focus() {
      if (isFocused) return;
      isFocused = true;
      report('focus');
    },
  };
}
