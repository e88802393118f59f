import { recordOf } from '../../machines/context.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { SessionRecord } from '../../machines/record.ts';
import type { EndedSession, EndReason } from '../../machines/session.ts';
import { endsByRestart } from '../../machines/triggers.ts';
import type { Outbox } from '../api/session-provider.ts';
import { type Amendment, amendAll, createAmendments, warnUnknown } from './amendments.ts';
import type { Announcements } from './announcements.ts';
import { type Reporter, STORE_FAILED } from './diagnostics.ts';
import { type RecordCheck, readDocument, type StoredDocument } from './document.ts';
import type { Engine } from './engine.ts';
import { createFinality, type Finality } from './finality.ts';
import type { Inquiry } from './inquiry.ts';
import { createJournal, type Journal, type Snapshot } from './journal.ts';
import { createOutbox } from './outbox.ts';
import type { SessionStore } from './platform.ts';
import type { Retention } from './retain.ts';
import { createTakeover, type Taking } from './takeover.ts';
import { type Outcome, transact } from './transact.ts';
import { withdraw } from './withdraw.ts';

/** An id that is not settled by then leaves all the same: telemetry is not to wait for a store that hangs. */
const FINAL_AFTER_MS = 5_000;
/** As many events may wait to be played again. */
const MAX_EVENTS = 256;

export interface SettlementOptions {
  readonly engine: Engine;
  readonly contextId: string;
  readonly version: string | undefined;
  readonly policy: SessionPolicy;
  readonly inquire: Inquiry;
  readonly told: Announcements;
  readonly store: SessionStore;
  readonly check: RecordCheck;
  readonly reporter: Reporter;
  readonly retention: Retention;
  readonly now: () => number;
  /** The engine heard something that came from the store. */
  readonly afterHearing: () => void;
}

/** Between this context and the others of its scope: what began here is settled by a transaction, or taken back and played again. */
export interface Settlement extends Pick<Finality, 'finalId'> {
  readonly journal: Journal;
  readonly outbox: Outbox;
  isFinal(): boolean;
  /** When waiting ends, whatever the store says. */
  finalAtMs(): number;
  whenFinal(run: () => void): () => void;
  finalize(): void;
  /** As `finalize`, for a store that is slow. */
  finalizeLate(): void;
  /** Something was told and has to be settled. */
  await(): void;
  /** Keeps what waits to be played again within bounds, even where the store never answers. */
  relieve(): void;
  /** What the store holds, without waiting. */
  peek(): StoredDocument | null;
  /** Takes what the store tells before our own view ends a session, or begins one. */
  catchUp(atMs: number): void;
  /** Goes on from the record that an earlier process left. @returns it */
  restore(startTimeMs: number): SessionRecord | null;
  /** Writes without waiting. */
  save(): void;
  /** Adds metadata to a session that has ended. */
  amend(amendment: Amendment): void;
  /** While held nothing becomes final, however long it takes. */
  hold(isHeld: boolean): void;
  /** Ends the live session, tells so in this process, and forgets all of it. */
  withdraw(atMs: number, reason: EndReason): void;
}

export function createSettlement({
  engine,
  contextId,
  version,
  policy,
  inquire,
  told,
  store,
  check,
  reporter,
  retention,
  now,
  afterHearing,
}: SettlementOptions): Settlement {
  /** When this context follows what another did. */
  const { adopt = 'at-once' } = policy;
  const finality = createFinality(reporter);
  /** What the store held when we last looked; of one that follows nobody, what it last told or took. */
  let base: SessionRecord | null = null;
  /** This context has looked at what others left. */
  let hasJoined = false;
  /** A transaction has looked at what is stored. */
  let hasSettled = false;
  /** What began since has left this process. */
  let isForced = false;
  /** Grows with what puts a look at this context out of date: changes that left early, a record that was taken. */
  let epoch = 0;
  let finalAtMs = Infinity;
  let inquiry: Promise<void> | null = null;
  let isHeld = false;
  /** Ended by a context that closed before its store had it; nobody was told yet. */
  let left: readonly EndedSession[] = [];
  const amendments = createAmendments(finality.finalId);

  const isFinal = () => !isHeld && (engine.liveId === null || engine.liveId === finality.settledId);
  const tellFinal = () => {
    if (isFinal() && told.waiting() === 0) finality.tell();
  };
  const { hear, ...takeover } = createTakeover({ engine, told, finality, reporter, now, afterHearing });
  /** Of two that begin in the same instant one wins, whatever the policy. */
  const follows = () => {
    if (!hasJoined) return false;
    if (base === null || adopt === 'at-once') return true;
    // Its own next activity begins a session, which gives way to the one that is there.
    if (adopt === 'on-activity') return engine.liveId !== null;
    return adopt === 'on-lapse' && (engine.liveId === null || engine.liveId !== base.id);
  };
  /** Where no more than a start is stored, the rest of a session is its end. */
  const toStore = (own: SessionRecord | null) =>
    policy.persist === 'start' && own?.endReason === null && own.id === base?.id ? base : own;
  const look = (): Snapshot => {
    engine.pulse.flush();
    return {
      record: toStore(recordOf(engine.context)),
      base,
      isFinal: isForced,
      follows: follows(),
      ended: told.ended(),
      left,
      amendments: amendments.pending(),
      sender: outbox.sender(),
      marks: { epoch, events: engine.mark(), changes: told.waiting(), ended: told.ended().length },
    };
  };
  /** Where no more than a start is stored nobody says that they closed: the session was last seen to be open. */
  const asLeft = (record: SessionRecord): SessionRecord =>
    policy.persist !== 'start' || record.isClosed ? record : { ...record, isClosed: true, openTimeMs: record.seenTimeMs };
  /** Another context was faster. */
  const replay = (record: SessionRecord, ended: readonly EndedSession[], how: Taking = {}) => {
    const isFirst = base === null;
    base = record;
    epoch++;
    takeover.replay(record, { ended, isFirst, how });
    journal.commit();
  };
  /**
   * How a session ended that an earlier start left open takes a while to find out. Only where it does not go on anyway does
   * the first transaction wait for it.
   */
  const inquireInto = (record: SessionRecord) => {
    if (record.endReason !== null || record.isClosed) return;
    const asked = epoch;
    const isOver = engine.liveId !== record.id || endsByRestart(policy);
    const answer = inquire(record).then((evidence) => {
      if (evidence === null) return;
      if (isOver && epoch === asked) return replay(record, [], { recovered: true, evidence });
      if (engine.liveId !== record.id) return;
      engine.hear({ type: 'session.sync', atMs: now(), record, evidence });
      journal.commit();
    });
    if (isOver) inquiry = answer;
  };
  /** What stands in a store that shows nothing without waiting is found only now. */
  const replayFirst = (record: SessionRecord, endedElsewhere: readonly EndedSession[]) => {
    // What a mirror showed may be older than what was left.
    const isFirst = base === null || !hasSettled;
    hasSettled = true;
    replay(record, endedElsewhere, { recovered: isFirst });
    if (isFirst) inquireInto(record);
  };
  const settle = ({ marks, record, follows }: Snapshot, outcome: Outcome | null) => {
    if (marks.epoch !== epoch) return journal.commit();
    if (outcome?.verdict === 'revoked' && outcome.document.session) return replayFirst(outcome.document.session, outcome.document.ended);
    const stored = outcome?.document.session ?? record;
    hasSettled ||= outcome !== null;
    // Where the store failed it holds what it held, and what leaves now can be merged later but not taken back.
    if (outcome && hasJoined) base = follows ? stored : (record ?? stored);
    isForced = outcome === null;
    if (outcome) {
      left = [];
      told.learn(amendAll(outcome.document.ended, amendments.pending()));
    }
    engine.forget(marks.events);
    const going = told.release(marks.changes, outcome ? marks.ended : 0);
    if (outcome) outbox.settled(outcome.document, going);
    else outbox.forced(going);
    finality.settledId = stored?.id ?? null;
    if (outcome?.verdict === 'merged' && stored) hear(stored, Math.max(stored.seenTimeMs, now()));
    if (told.waiting() === 0) finalAtMs = Infinity;
    tellFinal();
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
  const journal = createJournal({ store, check, reporter, retention, now, ready: () => inquiry, look, settle, recorded });
  const outbox = createOutbox({ contextId, version, store, check, reporter, now, detectedAtMs: told.detectedAtMs, commit: journal.commit });
  const peek = () => {
    try {
      const read = readDocument(store.peek('session'), check);
      return read.ok ? read.value : null;
    } catch (error) {
      reporter.warnOnce(STORE_FAILED, error);
      return null;
    }
  };
  /** From here nothing that began can be taken back, so nothing need be played again. */
  const force = () => {
    finalAtMs = Infinity;
    isForced = true;
    epoch++;
    engine.forget();
    if (isHeld) return told.thin();
    finality.settledId = engine.liveId;
    outbox.forced(told.release(told.waiting(), 0));
    tellFinal();
  };
  const isWaiting = () => told.waiting() > 0 || !isFinal();
  /** The mirror may know already who won. */
  const yieldTo = (document: StoredDocument | null) => {
    const outcome = document && transact(document, look());
    if (outcome?.verdict === 'revoked' && outcome.document.session) replayFirst(outcome.document.session, outcome.document.ended);
  };
  const finalize = () => {
    if (isHeld) return;
    const document = isWaiting() ? peek() : null;
    // Another context has begun the next session already.
    if (document?.session && base && document.session.id !== base.id) yieldTo(document);
    if (isWaiting()) force();
    finalAtMs = Infinity;
  };
  /** The text that is stored with what is known here. What cannot be read here stays as it is. */
  const lastWords = (text: string | null): string => {
    const read = readDocument(text, check);
    return read.ok ? JSON.stringify(transact(read.value, look()).document) : (text ?? '');
  };
  return {
    journal,
    outbox,
    peek,
    finalize,
    finalId: finality.finalId,
    isFinal,
    finalAtMs: () => finalAtMs,
    whenFinal(run) {
      if (!isFinal() || told.waiting() > 0) return finality.wait(run);
      run();
      return () => {};
    },
    finalizeLate() {
      yieldTo(peek());
      finalize();
    },
    await() {
      if (!isHeld) finalAtMs = Math.min(finalAtMs, now() + FINAL_AFTER_MS);
      else if (told.waiting() > MAX_EVENTS) told.thin();
      journal.commit();
    },
    relieve() {
      const { length } = engine.events;
      if (length > 2 * MAX_EVENTS) force();
      if (length > MAX_EVENTS) journal.commit();
    },
    catchUp(atMs) {
      const record = told.waiting() > 0 || isForced ? null : (peek()?.session ?? null);
      if (record === null || (engine.liveId !== null && record.id !== engine.liveId)) return;
      if (!follows() && adopt !== 'on-lapse') return;
      base = record;
      hear(record, atMs);
    },
    restore(startTimeMs) {
      hasJoined = true;
      const document = peek();
      const record = document?.session ?? null;
      if (document === null || record === null) return null;
      left = document.ended.filter(({ id }) => document.outbox?.some(({ uid }) => uid === `${id}:end`));
      base = record;
      hear(asLeft(record), Math.max(startTimeMs, record.seenTimeMs), { recovered: true });
      inquireInto(record);
      return record;
    },
    save() {
      const stored = peek();
      // A store that shows nothing, though there is something, would be written over.
      const isSeen = stored !== null && (stored.session !== null || base === null);
      try {
        const document = isSeen ? transact(stored, look()).document : stored;
        if (document === stored) return journal.commit();
        // Another may write in between.
        if (store.updateNow) store.updateNow('session', lastWords);
        else store.writeNow?.('session', JSON.stringify(document));
      } catch (error) {
        reporter.warnOnce(STORE_FAILED, error);
      }
      journal.commit();
    },
    amend(amendment) {
      told.amend(amendment);
      amendments.add(amendment);
      journal.commit();
    },
    hold(wanted) {
      isHeld = wanted;
      if (!isHeld && told.waiting() > 0) finalAtMs = now() + FINAL_AFTER_MS;
    },
    withdraw(atMs, reason) {
      withdraw(engine, told, atMs, reason);
      outbox.forget();
      amendments.clear();
      base = finality.settledId = null;
      isForced = false;
      epoch++;
      finalAtMs = Infinity;
      tellFinal();
    },
  };
}
