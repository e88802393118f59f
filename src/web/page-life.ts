import { listen, together } from './listen.ts';
import { whenActivated } from './watch-load.ts';

/** What a connection has to do as its page goes and comes back. */
export interface PageLife {
  /** The page is frozen, or goes to bfcache or for good. */
  leave(): void;
  /** It came back, or is seen again: what others did meanwhile is not known here. `isRestored`: from bfcache. */
  wake(isRestored: boolean): void;
}

/** Tells a connection when to let go and when to look again; a prerendered page begins with its activation. @returns stop */
export function followPage({ leave, wake }: PageLife): () => void {
  const isVisible = () => document.visibilityState === 'visible';
  return together([
    listen(window, ['pagehide'], leave),
    listen(document, ['freeze'], leave),
    listen<PageTransitionEvent>(window, ['pageshow'], ({ persisted }) => persisted && wake(true)),
    listen(document, ['resume'], () => wake(false)),
    listen(document, ['visibilitychange'], () => isVisible() && wake(false)),
    listen(document, ['prerenderingchange'], () => wake(false)),
  ]);
}

/** Resolves once somebody sees the page. */
export const activated = (): Promise<void> => new Promise((resolve) => void whenActivated(resolve));
