import type { SessionProvider } from 'sessionchart/api';

/** What a person at the help desk needs to find what happened. Instants are Unix epoch milliseconds. */
export interface SupportCase {
  /** The session, and the one before: who reads a page for an hour and then clicks on Help has just begun another. */
  readonly ids: readonly string[];
  /** From when on to look. */
  readonly fromMs: number;
  /** When the link was made. */
  readonly atMs: number;
}

/** A link is typed in by anybody, so nothing that could end a quoted text gets into a query. */
const ID = /^[\w-]{1,128}$/;
/** As long as the policy lets a session last, so the one before began no earlier. */
const LOOK_BACK_MS = 4 * 3_600_000;

/** @param page of the help desk, which resolves it, such as `https://help.example.com/case` */
export function supportLink(sessions: SessionProvider, page: string, atMs = Date.now()): string {
  const session = sessions.getSession();
  const ids = [session?.id, session?.previousId].filter((id) => id != null);
  const fromMs = (session?.startTimeMs ?? atMs) - LOOK_BACK_MS;
  const link = new URL(page);
  // In the fragment, which browsers put into no request and no referrer.
  link.hash = new URLSearchParams({ sessions: ids.join(' '), from: String(fromMs), at: String(atMs) }).toString();
  return link.href;
}

/** @returns `null` where it is no such link */
export function readSupportLink(link: string): SupportCase | null {
  const fields = new URLSearchParams(new URL(link).hash.slice(1));
  const ids = (fields.get('sessions') ?? '').split(' ').filter((id) => ID.test(id));
  const [fromMs, atMs] = [Number(fields.get('from') ?? NaN), Number(fields.get('at') ?? NaN)];
  return ids.length > 0 && Number.isFinite(fromMs) && Number.isFinite(atMs) ? { ids, fromMs, atMs } : null;
}
