import type { SessionPolicy } from '../../machines/policy.ts';
import type { SessionRecord } from '../../machines/record.ts';
import type { EndedSession, EndReason } from '../../machines/session.ts';
import { endsByRestart } from '../../machines/triggers.ts';
import type { Outbox } from '../api/session-provider.ts';
import { type Amendment, amendAll, createAmendments, warnUnknown } from './amendments.ts';
import type { Announcements } from './announcements.ts';
import type { Reporter } from './diagnostics.ts';
import type { StoredDocument } from './document.ts';
import type { Engine } from './engine.ts';
import { createFinality, type Finality } from './finality.ts';
import { createFinalizer, type Finalizer } from './finalizer.ts';
import type { Inquiry } from './inquiry.ts';
import { createJournal, type Journal, type Snapshot } from './journal.ts';
import { createMirror, type Mirror } from './mirror.ts';
import { createOutbox } from './outbox.ts';
import type { SessionStore } from './platform.ts';
import type { Retention } from './retain.ts';
import { createStanding } from './standing.ts';
import { createTakeover, type Taking } from './takeover.ts';
import { type Outcome, transact } from './transact.ts';
import { withdraw } from './withdraw.ts';

export interface SettlementOptions {
  readonly engine: Engine;
  readonly contextId: string;
  readonly version: string | undefined;
  readonly policy: SessionPolicy;
  readonly inquire: Inquiry;
  readonly told: Announcements;
  readonly store: SessionStore;
  readonly reporter: Reporter;
  readonly retention: Retention;
  readonly now: () => number;
  /** The engine heard something that came from the store. */
  readonly afterHearing: () => void;
}

/** Between this context and the others of its scope: what began here is settled by a transaction, or taken back and played again. */
export interface Settlement extends Pick<Finality, 'finalId'>, Finalizer, Mirror {
  readonly journal: Journal;
  readonly outbox: Outbox;
  /** Takes what the store tells before our own view ends a session, or begins one. */
  catchUp(atMs: number): void;
  /** Takes what the store shows without waiting, where another context was faster. */
  takeUp(): void;
  /** Goes on from the record that an earlier process left. @returns it */
  restore(startTimeMs: number): SessionRecord | null;
  /** Adds metadata to a session that has ended. */
  amend(amendment: Amendment): void;
  /** Ends the live session, tells so in this process, and forgets all of it. */
  withdraw(atMs: number, reason: EndReason): void;
}

export function createSettlement(options: SettlementOptions): Settlement {
  const { engine, policy, told, reporter, now, afterHearing } = options;
  /** A transaction has looked at what is stored. */
  let hasSettled = false;
  let inquiry: Promise<void> | null = null;

  const commit = () => journal.commit();
  const finality = createFinality(reporter);
  const amendments = createAmendments(finality.finalId);
  const outbox = createOutbox({ ...options, detectedAtMs: told.detectedAtMs, commit });
  const standing = createStanding({ ...options, amendments, outbox });
  const mirror = createMirror({ ...options, standing });
  const { peek } = mirror;
  const { hear, ...takeover } = createTakeover({ ...options, finality });

  /** Another context was faster. */
  const replay = (record: SessionRecord, ended: readonly EndedSession[], how: Taking = {}) => {
    const isFirst = standing.base === null;
    standing.base = record;
    standing.epoch++;
    takeover.replay(record, { ended, isFirst, how });
    commit();
  };
  /**
   * How a session ended that an earlier start left open takes a while to find out. Only where it does not go on anyway does
   * the first transaction wait for it.
   */
  const inquireInto = (record: SessionRecord) => {
    if (record.endReason !== null || record.isClosed) return;
    const asked = standing.epoch;
    const isOver = engine.liveId !== record.id || endsByRestart(policy);
    const answer = options.inquire(record).then((evidence) => {
      if (evidence === null) return;
      if (isOver && standing.epoch === asked) return replay(record, [], { recovered: true, evidence });
      if (engine.liveId !== record.id) return;
      engine.hear({ type: 'session.sync', atMs: now(), record, evidence });
      commit();
    });
    if (isOver) inquiry = answer;
  };
  /** What stands in a store that shows nothing without waiting is found only now. @returns whether another context was faster */
  const giveWay = (outcome: Outcome | null): boolean => {
    if (outcome?.verdict !== 'revoked' || !outcome.document.session) return false;
    const { session, ended } = outcome.document;
    // What a mirror showed may be older than what was left.
    const isFirst = standing.base === null || !hasSettled;
    hasSettled = true;
    replay(session, ended, { recovered: isFirst });
    if (isFirst) inquireInto(session);
    return true;
  };
  const yieldTo = (document: StoredDocument | null) => void giveWay(document && transact(document, standing.look()));
  const { rest, ...finalizer } = createFinalizer({ ...options, finality, standing, outbox, peek, commit, yieldTo });

  const settle = ({ marks, record, follows }: Snapshot, outcome: Outcome | null) => {
    if (marks.epoch !== standing.epoch) return commit();
    if (giveWay(outcome)) return;
    const stored = outcome?.document.session ?? record;
    hasSettled ||= outcome !== null;
    // Where the store failed it holds what it held, and what leaves now can be merged later but not taken back.
    if (outcome && standing.hasJoined) standing.base = follows ? stored : (record ?? stored);
    standing.isForced = outcome === null;
    engine.forget(marks.events);
    const going = told.release(marks.changes, outcome ? marks.ended : 0);
    if (outcome) {
      standing.left = [];
      told.learn(amendAll(outcome.document.ended, amendments.pending()));
      outbox.settled(outcome.document, going);
    } else outbox.forced(going);
    finality.settledId = stored?.id ?? null;
    if (outcome?.verdict === 'merged' && stored) hear(stored, Math.max(stored.seenTimeMs, now()));
    rest();
  };
  const recorded = (done: readonly Amendment[], sessions: readonly EndedSession[]) => {
    amendments.forget(done);
    for (const { id, metadata } of done) {
      // Another context has kept it alive.
      if (id === engine.liveId) {
        engine.hear({ type: 'session.update', atMs: now(), metadata });
        afterHearing();
      } else if (told.past.byId(id) === null && sessions.every((session) => session.id !== id)) {
        warnUnknown(reporter, id);
      }
    }
  };
  const journal = createJournal({ ...options, ready: () => inquiry, look: standing.look, settle, recorded });
  /** Where no more than a start is stored nobody says that they closed: the session was last seen to be open. */
  const asLeft = (record: SessionRecord): SessionRecord =>
    policy.persist !== 'start' || record.isClosed ? record : { ...record, isClosed: true, openTimeMs: record.seenTimeMs };
  return {
    ...finalizer,
    rest,
    journal,
    outbox,
    peek,
    finalId: finality.finalId,
    catchUp(atMs) {
      const record = told.waiting() > 0 || standing.isForced ? null : (peek()?.session ?? null);
      if (record === null || (engine.liveId !== null && record.id !== engine.liveId)) return;
      if (!standing.follows() && policy.adopt !== 'on-lapse') return;
      standing.base = record;
      hear(record, atMs);
    },
    takeUp: () => yieldTo(peek()),
    restore(startTimeMs) {
      standing.hasJoined = true;
      const document = peek();
      const record = document?.session ?? null;
      if (document === null || record === null) return null;
      standing.left = document.ended;
      standing.base = record;
      hear(asLeft(record), Math.max(startTimeMs, record.seenTimeMs), { recovered: true });
      inquireInto(record);
      return record;
    },
    save() {
      mirror.save();
      commit();
    },
    amend(amendment) {
      told.amend(amendment);
      amendments.add(amendment);
      commit();
    },
    withdraw(atMs, reason) {
      withdraw(engine, told, atMs, reason);
      outbox.forget();
      amendments.clear();
      standing.base = finality.settledId = null;
      standing.isForced = false;
      standing.epoch++;
      rest();
    },
  };
}
