import type { PlatformHost } from '../provider/platform.ts';
import { listen, together } from './listen.ts';
import type { Presence } from './presence.ts';
import type { Report } from './report.ts';

/**
 * Reports `freeze` and `resume`, of a hidden page and of one that goes to bfcache and comes back, and `unload` where the last
 * page of the scope goes for good. `pagehide` is the last event that a page is sure to hear before it goes
 * (https://developer.chrome.com/docs/web-platform/page-lifecycle-api), so what is known is written there, without waiting,
 * and ids become final. `unload` and `beforeunload` would keep the page out of bfcache.
 *
 * @returns stop
 */
export function watchLifecycle(report: Report, { save, finalize, sharedBy }: PlatformHost, presence: Presence): () => void {
  const isShared = sharedBy !== 'page' && sharedBy !== 'tab';
  let isFrozen = false;
  const freeze = () => {
    if (isFrozen) return;
    isFrozen = true;
    report('freeze');
  };
  const resume = () => {
    if (!isFrozen) return;
    isFrozen = false;
    report('resume');
  };
  return together([
    listen<PageTransitionEvent>(window, ['pagehide'], ({ persisted }) => {
      presence.leave();
      if (persisted) freeze();
      else if (!isShared || presence.isAlone()) report('unload');
      save();
      finalize();
    }),
    listen<PageTransitionEvent>(window, ['pageshow'], ({ persisted }) => persisted && resume()),
    listen(document, ['freeze'], freeze),
    listen(document, ['resume'], resume),
  ]);
}
