import type { EndedSession } from '../../machines/session.ts';

/** How many ended sessions a context can still name the owner of an instant by. */
const REMEMBERED = 64;

/** The sessions that ended in this context, so that a record of a past instant finds its own. */
export interface Past {
  add(session: EndedSession): void;
  /** Takes one back that was not final. */
  remove(session: EndedSession): void;
  /** Puts another in the place of each, the same session with other metadata. */
  revise(next: (session: EndedSession) => EndedSession): void;
  /** The session that owned the instant, `[startTimeMs, lapseTimeMs)`. */
  at(atMs: number): EndedSession | null;
  byId(id: string): EndedSession | null;
  /** No record is to bear this id any more. */
  seal(id: string): void;
  clear(): void;
  isSealed(id: string): boolean;
  first(): EndedSession | null;
  last(): EndedSession | null;
}

export function createPast(): Past {
  const sessions: EndedSession[] = [];
  const sealed = new Set<string>();
  let first: EndedSession | null = null;
  return {
    add(session) {
      first ??= session;
      if (sessions.push(session) > REMEMBERED) sealed.delete(sessions.shift()?.id ?? '');
    },
    remove({ id }) {
      sessions.splice(0, sessions.length, ...sessions.filter((session) => session.id !== id));
      if (first?.id === id) first = sessions[0] ?? null;
    },
    revise(next) {
      sessions.forEach((session, i) => {
        sessions[i] = next(session);
      });
      first &&= next(first);
    },
    at(atMs) {
      for (let i = sessions.length - 1; i >= 0; i--) {
        const session = sessions[i];
        if (session && session.startTimeMs <= atMs && atMs < session.lapseTimeMs) return session;
      }
      return null;
    },
    seal: (id) => void sealed.add(id),
    clear() {
      sessions.length = 0;
      sealed.clear();
      first = null;
    },
    isSealed: (id) => sealed.has(id),
    byId: (id) => sessions.find((session) => session.id === id) ?? null,
    first: () => first,
    last: () => sessions[sessions.length - 1] ?? null,
  };
}
