import type { AttributeValue, EndedSession, MetadataUpdate } from '../../machines/session.ts';
import type { Reporter } from './diagnostics.ts';

/** Metadata of a session that has ended. */
export interface Amendment {
  readonly id: string;
  readonly metadata: MetadataUpdate;
}

/** What was said of ended sessions and is not in the store yet, one for each session. */
export interface Amendments {
  add(amendment: Amendment): void;
  pending(): readonly Amendment[];
  /** These are recorded now. */
  forget(recorded: readonly Amendment[]): void;
  clear(): void;
}

/** As many sessions wait for a store that fails, or for consent. */
const MAX_PENDING = 64;

/** @param finalId an id that did not become final is known by another */
export function createAmendments(finalId: (id: string) => string): Amendments {
  const waiting = new Map<string, MetadataUpdate>();
  return {
    add({ id, metadata }) {
      waiting.set(id, { ...waiting.get(id), ...metadata });
      const [oldest = ''] = waiting.size > MAX_PENDING ? waiting.keys() : [];
      waiting.delete(oldest);
    },
    pending: () => [...waiting].map(([id, metadata]) => ({ id: finalId(id), metadata })),
    forget(recorded) {
      // What was said of it meanwhile is another value, and waits on.
      for (const [id, metadata] of waiting) if (recorded.some((one) => one.metadata === metadata)) waiting.delete(id);
    },
    clear: () => waiting.clear(),
  };
}

/** The one warning about a target that does not exist, or not any more. */
export const warnUnknown = (reporter: Reporter, id: unknown): void =>
  reporter.warn(`setMetadata: expected the id of a session that is known, came ${JSON.stringify(id)}`);

/** The session with what was said of it since; the very same where that changes nothing. */
export function amend(session: EndedSession, amendments: readonly Amendment[]): EndedSession {
  const { metadata } = session;
  const fields = amendments.filter(({ id }) => id === session.id).map((one) => one.metadata);
  if (fields.length === 0) return session;
  const all = Object.entries<AttributeValue | null>(Object.assign({}, metadata, ...fields)).filter(([, value]) => value !== null);
  const amended = Object.fromEntries(all) as EndedSession['metadata'];
  if (JSON.stringify(amended) === JSON.stringify(metadata)) return session;
  return { ...session, metadata: amended, revision: session.revision + 1 };
}

/** The very list where nothing changes. */
export function amendAll(sessions: readonly EndedSession[], amendments: readonly Amendment[]): readonly EndedSession[] {
  if (amendments.length === 0) return sessions;
  const amended = sessions.map((session) => amend(session, amendments));
  return amended.every((session, i) => session === sessions[i]) ? sessions : amended;
}
