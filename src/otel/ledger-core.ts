import type { SessionChange } from '../../machines/session.ts';
import type { Delivery, TelemetrySessions } from '../api/session-provider.ts';
import { type Book, openOf } from './delivery-book.ts';
import { type Books, createBooks } from './delivery-books.ts';
import { checkpointOf, sealedIn, sealedOf } from './delivery-events.ts';
import type { Pipeline, PipelineEvents } from './delivery-pipelines.ts';
import { emitterOf } from './event-emitter.ts';
import type { LedgerClock } from './ledger-clock.ts';
import { createFinisher } from './ledger-finish.ts';
import { createLedgerKeeper } from './ledger-keeper.ts';
import { gatherFacts } from './ledger-sealer.ts';
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
}

/** What changed is written this much later, in milliseconds. */
const WRITE_AFTER_MS = 2_000;
/** The task in which a context is left is over by then. */
const LEAVING_MS = 500;
/** So often a context that comes back tries to say so. */
const ATTEMPTS = 4;

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

function createKeptLedger({ sessions, clock, graceMs, delivery }: LedgerCoreOptions & { readonly delivery: Delivery }): LedgerCore {
  const { contextId, outbox } = delivery;
  const pipelines: Pipelines = {};
  const now = () => clock.now();
  const sleep = (ms: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms));
  let leftAtMs = -Infinity;
  let isLeavingTask = false;
  let isShutDown = false;
  let isScheduled = false;
  const reopening = new Set<Promise<void>>();
  /** Seals that this context sends, and those of them that an exporter refused. */
  const seals = new Map<string, LedgerSeal>();
  const refused = new Set<string>();

  const attempt = (task: Promise<unknown>) => void task.catch((error) => report('the ledger failed', error));
  /** A record must not leave before the ledger knows of its context: killed after that, it would be missed by nobody. */
  const reopen = async (book: Book) => {
    const { closedAtMs, state } = book;
    book.state = 'open';
    book.revision++;
    let isWritten = false;
    for (let i = 0; i < ATTEMPTS && !isWritten && book.held; i++) {
      if (i > 0) await sleep(2 ** i * 250);
      isWritten = await keeper.write();
    }
    const { held } = book;
    // The context was left meanwhile.
    if (held === null) return;
    book.held = null;
    if (isWritten) book.isLeft = false;
    else if (!book.isAlone) Object.assign(book, { state, closedAtMs });
    book.isAdmitted ||= isWritten || book.isAlone;
    const isNamed = (isWritten || book.isAlone) && !book.isSealed;
    for (const run of held) run(isNamed);
  };
  const books = createBooks({
    sessions,
    isLeaving: ({ state, closedAtMs }) => isLeavingTask && now() - (state === 'closed' ? closedAtMs : leftAtMs) < LEAVING_MS,
    writeNow: () => keeper.writeNow(),
    reopen(book) {
      const opened = reopen(book).finally(() => reopening.delete(opened));
      reopening.add(opened);
    },
  });
  const settle = ({ lost, sealed, seals: mine }: LedgerOutcome) => {
    for (const book of lost) books.forget(book);
    for (const book of sealed) {
      delivery.seal(book.id);
      takeSealed(book);
    }
    for (const [id, seal] of mine) send(id, seal);
    // Named by the app, or by an earlier start: there is no end to wait for.
    const liveId = sessions.getSessionId();
    const isStrange = ({ id, isStored, isSealed, startTimeMs, endedAtMs }: Book) =>
      isStored && !isSealed && startTimeMs === null && endedAtMs === null && id !== liveId;
    for (const book of books.all.values()) if (isStrange(book)) end(book);
  };
  /** Who slept may go on with a session that others have sealed, until it hears of that. */
  const takeSealed = (book: Book) => {
    book.isSealed = true;
    if (book.id !== sessions.getSessionId()) books.forget(book);
  };
  const send = (id: string, seal: LedgerSeal) => {
    const book = books.all.get(id);
    if (book) takeSealed(book);
    if (pipelines.logs) seals.set(id, seal);
    else keeper.acknowledge(id);
    emitterOf(sessions).add(sealedOf(id, seal));
  };
  const keeper = createLedgerKeeper({
    delivery,
    books,
    now,
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
  const finisher = createFinisher({
    sessions,
    delivery,
    clock,
    graceMs,
    flush,
    isBusy: () => [pipelines.spans, pipelines.logs].some((pipeline) => pipeline?.isBusy),
    conclude: (over) => conclude(over.map(({ id }) => id)),
  });
  const schedule = () => {
    if (isScheduled) return;
    isScheduled = true;
    clock.setTimeout(() => {
      isScheduled = false;
      forgetStrangers();
      attempt(keeper.write());
    }, WRITE_AFTER_MS);
  };
  /** Books of ids that are not this provider's, as nobody will ever tell of their end. */
  const forgetStrangers = () => {
    const liveId = sessions.getSessionId();
    const isStrange = (book: Book) => book.startTimeMs === null && !book.isStored && book.begun === 0 && book.id !== liveId;
    for (const book of [...books.all.values()].filter(isStrange)) {
      if (sessions.getTraits?.(book.id) == null) books.forget(book);
    }
  };

  const end = (book: Book) => {
    book.endedAtMs ??= now();
    if (book.isLeft) delivery.seal(book.id);
    clock.setTimeout(() => finisher.look(book), graceMs);
    finisher.look(book);
  };
  const tell = ({ type, session }: SessionChange) => {
    const book = books.byId(session.id);
    const isNews = book.startTimeMs === null || type === 'ended';
    book.isAlone ||= type === 'started' && !book.isAdmitted;
    // Who has produced nothing need not tell before it is gone.
    if (book.revision === 0) Object.assign(book, { state: 'closed', closedAtMs: now() });
    book.isSampled = session.sampled;
    book.startTimeMs = session.startTimeMs;
    book.contexts = session.contexts;
    book.revision++;
    if (type !== 'ended') book.endedAtMs = null;
    else {
      if (session.endReason === 'shutdown') isShutDown = true;
      end(book);
    }
    if (isNews) attempt(keeper.write());
    else schedule();
  };
  sessions.subscribe(tell);
  // Of a session that was told before, whoever comes later finds only the present.
  sessions.whenFinal(() => {
    const session = sessions.getSession();
    if (session?.endTimeMs === null && books.byId(session.id).startTimeMs === null) {
      tell({ type: 'resumed', session, atMs: now(), detectedAtMs: now() });
    }
  });

  const checkpoint = (book: Book) => {
    const { deadlineMs } = delivery;
    if (book.id !== sessions.getSessionId() || !sessions.isFinal || !Number.isFinite(deadlineMs)) return;
    const session = sessions.getSession();
    const kept = Object.keys(keeper.known.sessions[book.id]?.contexts ?? {});
    const contexts = [...new Set([contextId, ...(session?.id === book.id ? session.contexts : book.contexts), ...kept])];
    const counts = { contextId, contexts, deadlineMs, spans: book.spans.produced, logs: book.logs.produced, open: openOf(book) };
    const told = JSON.stringify(counts);
    if (told === book.told) return;
    book.told = told;
    book.checkpoints++;
    emitterOf(sessions).add(checkpointOf(book.id, { ...counts, ordinal: book.checkpoints, atMs: now() }));
  };
  const closeBook = (book: Book, isWritten: boolean) => {
    const { held } = book;
    const wasClosed = book.state === 'closed' || (held !== null && book.closedAtMs > 0);
    // What waits to go on long after it was closed may be sealed meanwhile.
    const isNamed = isWritten && !(wasClosed && now() - book.closedAtMs >= LEAVING_MS);
    book.held = null;
    for (const run of held ?? []) run(isNamed || book.isAlone);
    if (book.endedAtMs !== null && openOf(book) === 0) delivery.seal(book.id);
    book.state = 'closed';
    book.isLeft = true;
    if (!wasClosed) book.closedAtMs = now();
    book.revision++;
  };
  const leave = () => {
    leftAtMs = now();
    isLeavingTask = true;
    clock.setTimeout(() => {
      isLeavingTask = false;
    }, 0);
    books.merge();
    // What is not final yet may be stored all the same, and the next start goes on with it.
    const live = sessions.getSession();
    if (live?.endTimeMs === null) books.byId(live.id).startTimeMs ??= live.startTimeMs;
    const left = [...books.all.values()].filter(
      ({ startTimeMs, isStored, state, isSealed }) => (startTimeMs !== null || isStored) && state !== 'done' && !isSealed,
    );
    const isWritten = left.some(({ held }) => held !== null) && keeper.writeNow();
    for (const book of left) {
      closeBook(book, isWritten);
      checkpoint(book);
    }
    if (left.length === 0) return;
    keeper.writeNow();
    attempt(keeper.write());
    attempt(flush());
    for (const book of left) finisher.look(book);
  };
  delivery.whenLeaving(leave);

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

  const acknowledge = (id: string) => {
    if (!seals.delete(id)) return;
    refused.delete(id);
    keeper.acknowledge(id);
    attempt(keeper.write());
  };
  const sendAgain = () => {
    for (const id of [...refused]) {
      const seal = seals.get(id);
      if (seal) emitterOf(sessions).add(sealedOf(id, seal));
    }
    refused.clear();
  };
  const events: PipelineEvents = {
    changed(book) {
      schedule();
      if (openOf(book) === 0 && book.endedAtMs !== null) finisher.look(book);
    },
    exported(isDelivered, uids) {
      const kept = uids.filter((uid) => uid.endsWith(':start') || uid.endsWith(':end'));
      const sealed = uids.flatMap((uid) => sealedIn(uid) ?? []);
      if (isDelivered) {
        outbox.acknowledge(kept);
        for (const id of sealed) acknowledge(id);
        sendAgain();
        sessions.notify('export');
      } else {
        outbox.refuse(kept);
        for (const id of sealed) refused.add(id);
      }
    },
    async beforeFlush() {
      await Promise.all(reopening);
    },
    async afterFlush(signal, isEnding) {
      const { spans, logs } = pipelines;
      if (!isEnding && !isShutDown) return;
      const over = [...books.all.values()].filter(({ endedAtMs, state }) => endedAtMs !== null && state !== 'done');
      const isLast = !spans || spans.isShut;
      if (over.length > 0) await finisher.finishNow(isLast ? over : over.filter((book) => openOf(book) === 0), isLast);
      if (signal === 'logs' && logs && !logs.isShut) await logs.flush().catch(() => {});
      if (isLast && (!logs || logs.isShut)) leave();
      await keeper.idle();
    },
  };
  return { books, events, pipelines };
}
