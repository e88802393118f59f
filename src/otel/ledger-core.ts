import type { Delivery, TelemetrySessions } from '../api/session-provider.ts';
import { openOf } from './delivery-book.ts';
import { type Books, createBooks } from './delivery-books.ts';
import type { Pipeline, PipelineEvents } from './delivery-pipeline.ts';
import type { LedgerClock } from './ledger-clock.ts';
import { createLedgerConsent } from './ledger-consent.ts';
import { createFinisher } from './ledger-finish.ts';
import { createFollower } from './ledger-follow.ts';
import { createLedgerKeeper } from './ledger-keeper.ts';
import { createLeaver } from './ledger-leave.ts';
import type { LedgerParts } from './ledger-parts.ts';
import { createReopener } from './ledger-reopen.ts';
import { gatherFacts } from './ledger-sealer.ts';
import { createSealSender } from './ledger-seals.ts';
import type { LedgerSeal } from './ledger-text.ts';
import type { LedgerOutcome } from './ledger-update.ts';
import type { SdkLogRecordProcessor, SdkSpanProcessor } from './otel-sdk.ts';
import { report } from './report.ts';

export interface LedgerCore {
  readonly books: Books;
  readonly events: PipelineEvents;
  readonly pipelines: Pipelines;
}
interface Pipelines {
  spans?: Pipeline<SdkSpanProcessor>;
  logs?: Pipeline<Required<SdkLogRecordProcessor>>;
}
interface LedgerCoreOptions {
  readonly sessions: TelemetrySessions;
  readonly clock: LedgerClock;
  readonly graceMs: number;
  /** This context learned that a session was sealed. */
  readonly tellSealed: (id: string, seal: LedgerSeal) => void;
}

/** What changed is written this much later, in milliseconds. */
const WRITE_AFTER_MS = 2_000;

export function createLedgerCore(options: LedgerCoreOptions): LedgerCore {
  const { delivery } = options.sessions;
  if (delivery) return createKeptLedger({ ...options, delivery });
  report('these sessions have no store for a ledger, so nothing is sealed');
  const events: PipelineEvents = { changed() {}, exported() {}, async beforeFlush() {}, async afterFlush() {} };
  return {
    books: createBooks({ sessions: options.sessions, isLeaving: () => true, writeNow: () => true, reopen() {} }),
    events,
    pipelines: {},
  };
}

const attempt = (task: Promise<unknown>) => void task.catch((error) => report('the ledger failed', error));

function createKeptLedger(options: LedgerCoreOptions & { readonly delivery: Delivery }): LedgerCore {
  const { sessions, clock, graceMs, tellSealed, delivery } = options;
  const { outbox } = delivery;
  const pipelines: Pipelines = {};
  let isScheduled = false;

  const reopener = createReopener(clock, () => keeper.write());
  const books = createBooks({
    sessions,
    isLeaving: (book) => leaver.isLeaving(book),
    writeNow: () => keeper.writeNow(),
    reopen: reopener.reopen,
  });
  const seals = createSealSender(sessions, (id) => {
    keeper.acknowledge(id);
    attempt(keeper.write());
  });
  const consent = createLedgerConsent(sessions, () => {
    books.clear();
    seals.forget();
  });
  /** Who slept may go on with a session that others have sealed, until it hears of that. */
  const takeSealed = (id: string, seal: LedgerSeal | undefined) => {
    const book = books.all.get(id);
    if (book) {
      book.isSealed = true;
      if (id !== sessions.getSessionId()) books.forget(book);
    }
    if (seal) tellSealed(id, seal);
  };
  const settle = ({ ledger, lost, sealed, seals: mine }: LedgerOutcome) => {
    for (const book of lost) books.forget(book);
    for (const { id, startTimeMs } of sealed) {
      delivery.seal(id);
      // Of an id that another took the place of nobody was told.
      takeSealed(id, startTimeMs === null ? undefined : ledger.sessions[id]?.seal);
    }
    for (const [id, seal] of mine) {
      takeSealed(id, seal);
      if (!pipelines.logs) keeper.acknowledge(id);
      seals.send(id, seal, pipelines.logs !== undefined);
    }
    follower.endStrangers();
  };
  const keeper = createLedgerKeeper({
    delivery,
    books,
    now: () => clock.now(),
    deadlineOf: (id) => (id === sessions.getSessionId() ? delivery.deadlineMs : null),
    settle,
  });
  const flush = async () => {
    await Promise.all([pipelines.spans, pipelines.logs].map((pipeline) => pipeline?.flush().catch(() => {})));
  };
  /** Sessions that may be sealed now, with what has to be known for it. */
  const conclude = async (ids: readonly string[]) => {
    await keeper.write(await gatherFacts(delivery, keeper.known, ids));
  };
  const parts: LedgerParts = { sessions, delivery, clock, graceMs, books, keeper, consent, flush };
  const finisher = createFinisher(parts, {
    isBusy: () => [pipelines.spans, pipelines.logs].some((pipeline) => pipeline?.isBusy),
    conclude: (over) => conclude(over.map(({ id }) => id)),
  });
  const schedule = () => {
    if (isScheduled) return;
    isScheduled = true;
    clock.setTimeout(() => {
      isScheduled = false;
      follower.forgetStrangers();
      attempt(keeper.write());
    }, WRITE_AFTER_MS);
  };
  const leaver = createLeaver(parts, finisher.look);
  const follower = createFollower(parts, {
    changed: (isNews) => (isNews ? attempt(keeper.write()) : schedule()),
    look: finisher.look,
  });
  delivery.whenLeaving(leaver.leave);

  /** A session that nobody can bring to its end any more: its contexts are gone, or told all they had to tell. */
  const sweep = async () => {
    await keeper.write();
    const ids = Object.entries(keeper.known.sessions).flatMap(([id, { seal }]) => {
      const book = books.all.get(id);
      const isBusy = id === sessions.getSessionId() || (book && book.state !== 'done');
      return seal?.isAcknowledged || isBusy ? [] : [id];
    });
    if (ids.length > 0) await conclude(ids);
  };
  clock.setTimeout(() => attempt(sweep()), graceMs);

  const finishNow = async (signal: 'spans' | 'logs') => {
    const { spans, logs } = pipelines;
    const over = [...books.all.values()].filter(({ endedAtMs, state }) => endedAtMs !== null && state !== 'done');
    const isLast = !spans || spans.isShut;
    if (over.length > 0) await finisher.finishNow(isLast ? over : over.filter((book) => openOf(book) === 0), isLast);
    if (signal === 'logs' && logs && !logs.isShut) await logs.flush().catch(() => {});
    if (isLast && (!logs || logs.isShut)) leaver.leave();
    await keeper.idle();
  };
  const events: PipelineEvents = {
    changed(book) {
      schedule();
      if (openOf(book) === 0 && book.endedAtMs !== null) finisher.look(book);
    },
    exported(isDelivered, uids) {
      const kept = uids.filter((uid) => uid.endsWith(':start') || uid.endsWith(':end'));
      if (isDelivered) outbox.acknowledge(kept);
      else outbox.refuse(kept);
      seals.answered(isDelivered, uids);
      if (isDelivered) sessions.notify('export');
    },
    beforeFlush: () => consent.wait(reopener.idle),
    async afterFlush(signal, isEnding) {
      if (isEnding || follower.isShutDown) await consent.wait(() => finishNow(signal));
    },
  };
  return { books, events, pipelines };
}
