import type { PlatformHost } from '../provider/platform.ts';
import { listen, together } from './listen.ts';
import type { Presence } from './presence.ts';
import type { Report } from './report.ts';

/** Tab switches and page navigations hide before they show; on a slow device the next page takes this long. */
const GRACE_MS = 2_000;
/** Of these, others have half a second to say that they are visible. */
const ASK_AFTER_MS = 1_500;
const isVisible = () => document.visibilityState === 'visible';

/**
 * Reports `foreground` when the page shows, or loads while the app is away, and `background` once no page of the scope has
 * been visible for two seconds, at the instant when the last one was hidden. Sessions of a single page go without that grace.
 * The session's metadata say the same (`app.foreground`).
 *
 * @param wasAway before this page loaded
 * @returns stop
 */
export function watchVisibility(
  report: Report,
  { setMetadata, sharedBy, save }: PlatformHost,
  presence: Presence,
  wasAway: boolean,
): () => void {
  let hiddenAtMs: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isShared = sharedBy !== 'page' && sharedBy !== 'tab';

  const leave = (atMs: number) => {
    hiddenAtMs = null;
    report('background', atMs);
    setMetadata({ 'app.foreground': false });
  };
  const check = async () => {
    const atMs = hiddenAtMs;
    if (isShared && (await presence.isAnyVisible())) hiddenAtMs = null;
    else if (atMs !== null && atMs === hiddenAtMs && !isVisible()) leave(atMs);
  };
  const wait = (atMs: number) => {
    clearTimeout(timer);
    hiddenAtMs = atMs;
    if (sharedBy === 'page') leave(atMs);
    else timer = setTimeout(() => void check(), ASK_AFTER_MS);
  };
  /** The timer may have slept with the page. */
  const wake = () => {
    clearTimeout(timer);
    if (hiddenAtMs !== null && Date.now() - hiddenAtMs >= GRACE_MS && !(isShared && presence.isSeenElsewhere())) leave(hiddenAtMs);
  };
  const show = () => {
    wake();
    presence.show();
    hiddenAtMs = null;
    // Before, so that a session which begins now begins with it.
    setMetadata({ 'app.foreground': true });
    report('foreground');
  };
  const hide = () => {
    presence.hide();
    // Most of those who go do not come back.
    save();
    wait(Date.now());
  };
  const begin = () => {
    presence.show();
    setMetadata({ 'app.foreground': true });
    // A load is news of its own; that the app is seen is news only where it was not.
    if (wasAway) report('foreground');
  };
  if (isVisible()) begin();
  else hide();
  return together([
    listen(document, ['visibilitychange'], () => (isVisible() ? show() : hide())),
    listen(document, ['resume'], wake),
    listen<PageTransitionEvent>(window, ['pageshow'], ({ persisted }) => persisted && wake()),
    presence.whenOtherLeaves((atMs) => isShared && !isVisible() && wait(atMs)),
    () => clearTimeout(timer),
    () => presence.leave(),
  ]);
}
