import { isAhead } from '../../machines/reconcile.ts';
import type { Owned } from './follower.ts';
import type { SessionPort } from './port.ts';
import type { Leave } from './protocol.ts';

/**
 * What the owners at all ports say. A shared or a service worker has one for each page of its origin, and they share a session;
 * but one may hear later than another what became of it.
 */
export interface Owners {
  say(port: SessionPort, owned: Owned): void;
  /** It is gone. What it said stays true until its deadline, unless somebody else is there to know better. */
  leave(port: SessionPort): void;
  /** Where to send what happens: the one that spoke last. */
  latest(): SessionPort | null;
  /** What may become of telemetry: one tab's refusal is everybody's, and so is a grant; the last word stands when all are gone. */
  mayLeave(): Leave | null;
  /** @param isOver the session with this id has ended, as somebody said */
  best(isOver: (id: string) => boolean): Owned;
}

/** The first that anybody says. */
const LEAVES: readonly Leave[] = ['never', 'now', 'later'];

const NONE: Owned = { session: null, deadlineMs: -Infinity, isFinal: true };

export function createOwners(): Owners {
  /** In the order in which they spoke. */
  const said = new Map<SessionPort, Owned>();
  let parting: Owned = NONE;

  return {
    say(port, owned) {
      said.delete(port);
      said.set(port, owned);
      parting = NONE;
    },
    leave(port) {
      const last = said.get(port);
      said.delete(port);
      if (last && said.size === 0) parting = last;
    },
    latest: () => [...said.keys()].pop() ?? null,
    mayLeave() {
      const words = said.size > 0 ? [...said.values()] : [parting];
      return LEAVES.find((leave) => words.some(({ mayLeave }) => mayLeave === leave)) ?? null;
    },
    best(isOver) {
      const lives = [parting, ...said.values()].filter(({ session }) => session !== null && !isOver(session.id));
      return lives.reduce(better, NONE);
    },
  };
}

/** Of one session the later deadline, as one of them has seen activity that the other has not. */
function better(a: Owned, b: Owned): Owned {
  if (a.session === null || b.session === null) return a.session === null ? b : a;
  if (a.session.id !== b.session.id) {
    // Of two in one place, that which was not final may have been taken back since.
    if (a.session.ordinal === b.session.ordinal && a.isFinal !== b.isFinal) return a.isFinal ? a : b;
    return isAhead(a.session, b.session) ? a : b;
  }
  return {
    session: a.session.revision > b.session.revision ? a.session : b.session,
    deadlineMs: Math.max(a.deadlineMs, b.deadlineMs),
    isFinal: a.isFinal || b.isFinal,
  };
}
