import type { Session } from '../../machines/session.ts';

/**
 * Those since the last end that was not to be linked, such as a change of user: the first of them names no previous one, although
 * it is not the first of its store.
 */
export function sinceUnlinked<Known extends Pick<Session, 'previousId' | 'ordinal'>>(oldestFirst: readonly Known[]): readonly Known[] {
  const newestFirst = [...oldestFirst].reverse();
  const age = newestFirst.findIndex(({ previousId, ordinal }) => previousId === null && ordinal > 1);
  return age < 0 ? oldestFirst : oldestFirst.slice(-1 - age);
}
