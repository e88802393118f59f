import { listen, together } from './listen.ts';
import type { Report } from './report.ts';

type Method = 'pushState' | 'replaceState';
/** https://developer.mozilla.org/docs/Web/API/NavigationCurrentEntryChangeEvent, not yet in TypeScript's DOM library. */
type EntryChange = Event & { readonly navigationType?: string | null };

/**
 * Reports when the page shows another URL without a load: `navigation.push`, `navigation.replace`, `navigation.traverse`.
 * By the Navigation API, or, where that is missing, by the events of history and by wrapping its two methods.
 *
 * @returns stop; the methods are put back unless somebody wrapped them again
 */
export function watchNavigation(report: Report): () => void {
  let url = location.href;
  const moved = (how: string) => {
    // Frameworks call replaceState to keep their own data beside the same URL.
    if (url === location.href) return;
    url = location.href;
    report(`navigation.${how}`);
  };
  const { navigation } = window as { readonly navigation?: EventTarget };
  if (navigation)
    return listen<EntryChange>(navigation, ['currententrychange'], ({ navigationType }) => moved(navigationType ?? 'replace'));
  return together([
    wrap('pushState', () => moved('push')),
    wrap('replaceState', () => moved('replace')),
    listen(window, ['popstate', 'hashchange'], () => moved('traverse')),
  ]);
}

function wrap(name: Method, after: () => void): () => void {
  const original = history[name];
  const wrapped: History[Method] = function (this: History, ...args) {
    original.apply(this, args);
    after();
  };
  history[name] = wrapped;
  return () => {
    if (history[name] === wrapped) history[name] = original;
  };
}
