import { sessionOf } from '../../machines/record.ts';
import type { EndedSession, LiveSession, SessionChange } from '../../machines/session.ts';
import type { Outbox, OutboxEvent } from '../api/session-provider.ts';
import { type Announcements, uidOf } from './announcements.ts';
import { PART_LOST, type Reporter, STORE_FAILED } from './diagnostics.ts';
import { type OutboxEntry, readDocument, type StoredDocument } from './document.ts';
import { createListeners } from './listeners.ts';
import type { SessionStore } from './platform.ts';
import type { Sender } from './transact.ts';

export interface OutboxOptions {
  readonly contextId: string;
  readonly version: string | undefined;
  readonly store: SessionStore;
  readonly reporter: Reporter;
  readonly now: () => number;
  /** When a start or an end was detected, so that it is the same event whenever it is sent. */
  readonly detectedAtMs: Announcements['detectedAtMs'];
  readonly commit: () => void;
}

/** The outbox as the provider sees it: transactions fill it, this context sends what is its own. */
export interface ProviderOutbox extends Outbox {
  /** Who would send what a transaction decides; `null` while nobody sends. */
  sender(): Sender | null;
  /** A transaction has decided; these changes are told now. */
  settled(document: StoredDocument, told: readonly SessionChange[]): void;
  /** These changes are told though no transaction has decided: who tells of them sends them. */
  forced(told: readonly SessionChange[]): void;
  /** Nothing of what was told is sent any more. */
  forget(): void;
}

export function createOutbox({ contextId, version, store, reporter, now, detectedAtMs, commit }: OutboxOptions): ProviderOutbox {
  const senders = createListeners<OutboxEvent>((error) => reporter.warn('a session event could not be sent', error));
  /** Events that this context is to send, or has sent, as long as they are in the outbox. */
  const own = new Set<string>();
  /** Of these, what no change has to tell of any more. */
  const sent = new Set<string>();
  const refused = new Set<string>();
  let awaitsAcknowledgement = false;
  let done: string[] = [];

  const replace = async (next: (document: StoredDocument) => StoredDocument): Promise<StoredDocument | null> => {
    let result: StoredDocument | null = null;
    try {
      await store.update('session', (text) => {
        const read = readDocument(text, now());
        if (read.ok && read.isPartial) reporter.warnOnce(PART_LOST);
        result = read.ok ? next(read.value) : null;
        return !read.ok || result === read.value ? text : JSON.stringify(result);
      });
    } catch (error) {
      reporter.warnOnce(STORE_FAILED, error);
      return null;
    }
    return result;
  };
  const send = (document: StoredDocument, entries: readonly OutboxEntry[]) => {
    for (const entry of entries) {
      const session = sessionIn(document, entry.uid);
      if (session === null) continue;
      const { uid, detectedAtMs } = entry;
      const event = { uid, session, detectedAtMs, version: entry.version === version ? null : (entry.version ?? null) };
      sent.add(uid);
      senders.tell(event);
    }
  };
  /** What contexts left that are gone is for this one to send. */
  const inherit = async (): Promise<void> => {
    const live = await store.liveContexts().catch(() => new Set<string>());
    const isLeft = ({ by }: OutboxEntry) => by !== contextId && !live.has(by);
    let left: readonly OutboxEntry[] = [];
    const document = await replace((found) => {
      const { outbox = [] } = found;
      left = outbox.filter(isLeft);
      if (left.length === 0) return found;
      return { ...found, outbox: outbox.map((entry) => (isLeft(entry) ? { ...entry, by: contextId } : entry)) };
    });
    for (const { uid } of left) own.add(uid);
    if (document) send(document, left);
  };
  const forget = async () => {
    const uids = new Set(done);
    done = [];
    for (const uid of uids) {
      own.delete(uid);
      sent.delete(uid);
    }
    await replace((found) => {
      const rest = found.outbox?.filter(({ uid }) => !uids.has(uid));
      return rest?.length === found.outbox?.length ? found : { ...found, outbox: rest ?? [] };
    });
  };
  const acknowledge = (uids: readonly string[]) => {
    if (done.length === 0 && uids.length > 0) void Promise.resolve().then(forget);
    done.push(...uids);
    for (const uid of uids) refused.delete(uid);
  };
  return {
    sender() {
      return senders.count() === 0 ? null : { contextId, nowMs: now(), detectedAtMs, ...(version !== undefined && { version }) };
    },
    settled(document, told) {
      const uids = new Set(told.map(uidOf));
      const news = (document.outbox ?? []).filter(({ uid, by }) => by === contextId && !own.has(uid));
      for (const { uid } of news) own.add(uid);
      send(
        document,
        news.filter(({ uid }) => !uids.has(uid)),
      );
      if (news.length > 0 && document.outbox?.some(({ by }) => by !== contextId)) void inherit();
    },
    forced(told) {
      for (const change of told) {
        const uid = uidOf(change);
        if (uid !== null) own.add(uid);
      }
    },
    forget() {
      own.clear();
      refused.clear();
      done = [];
    },
    open(sender) {
      const stop = senders.add(sender);
      if (senders.count() === 1) {
        commit();
        void inherit();
      }
      return stop;
    },
    claim: (uid) => own.has(uid) && !sent.has(uid),
    awaitAcknowledgement() {
      awaitsAcknowledgement = true;
    },
    emitted(uid) {
      if (!awaitsAcknowledgement) acknowledge([uid]);
    },
    acknowledge(uids) {
      const again = refused.size > 0 && uids.length > 0 ? [...refused].filter((uid) => !uids.includes(uid)) : [];
      acknowledge(uids);
      if (again.length === 0) return;
      refused.clear();
      void replace((found) => found).then((document) => {
        if (document)
          send(
            document,
            (document.outbox ?? []).filter(({ uid }) => again.includes(uid)),
          );
      });
    },
    refuse(uids) {
      for (const uid of uids) if (own.has(uid)) refused.add(uid);
    },
  };
}

/** The session that an event tells of; of a start, what has not changed since. */
function sessionIn({ session, ended }: StoredDocument, uid: string): LiveSession | EndedSession | null {
  const at = uid.lastIndexOf(':');
  const id = uid.slice(0, at);
  const past = ended.find((one) => one.id === id);
  if (past) return past;
  if (session?.id !== id) return null;
  const found = sessionOf(session);
  return uid.endsWith(':end') && found.endTimeMs === null ? null : found;
}
