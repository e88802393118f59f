import { listen } from './listen.ts';
import type { Report } from './report.ts';

/** Reports `focus` and `blur` of the window; those of its elements are none. @returns stop */
export function watchFocus(report: Report): () => void {
  return listen(window, ['focus', 'blur'], ({ target, type }) => target === window && report(type === 'focus' ? 'focus' : 'blur'));
}
