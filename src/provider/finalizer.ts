import type { Announcements } from './announcements.ts';
import type { StoredDocument } from './document.ts';
import type { Engine } from './engine.ts';
import type { Finality } from './finality.ts';
import type { Mirror } from './mirror.ts';
import type { ProviderOutbox } from './outbox.ts';
import type { Standing } from './standing.ts';

/** An id that is not settled by then leaves all the same: telemetry is not to wait for a store that hangs. */
const FINAL_AFTER_MS = 5_000;
/** As many events may wait to be played again. */
const MAX_EVENTS = 256;

export interface FinalizerOptions {
  readonly engine: Engine;
  readonly told: Announcements;
  readonly finality: Finality;
  readonly standing: Standing;
  readonly outbox: ProviderOutbox;
  readonly peek: Mirror['peek'];
  readonly now: () => number;
  readonly commit: () => void;
  /** The mirror may know already who won. */
  readonly yieldTo: (document: StoredDocument | null) => void;
}

/** Makes final what no transaction settles in time: it leaves, so that it can still be merged, but not taken back. */
export interface Finalizer {
  isFinal(): boolean;
  /** When waiting ends, whatever the store says. */
  finalAtMs(): number;
  whenFinal(run: () => void): () => void;
  finalize(): void;
  /** As `finalize`, for a store that is slow. */
  finalizeLate(): void;
  /** Something was told and has to be settled. */
  await(): void;
  /** All may be settled by now. */
  rest(): void;
  /** Keeps what waits to be played again within bounds, even where the store never answers. */
  relieve(): void;
  /** While held nothing becomes final, however long it takes. */
  hold(isHeld: boolean): void;
}

export function createFinalizer({ engine, told, finality, standing, outbox, peek, now, commit, yieldTo }: FinalizerOptions): Finalizer {
  let finalAtMs = Infinity;
  let isHeld = false;

  const isFinal = () => !isHeld && (engine.liveId === null || engine.liveId === finality.settledId);
  const isWaiting = () => told.waiting() > 0 || !isFinal();
  const tellFinal = () => {
    if (!isWaiting()) finality.tell();
  };
  /** From here nothing that began can be taken back, so nothing need be played again. */
  const force = () => {
    finalAtMs = Infinity;
    standing.isForced = true;
    standing.epoch++;
    engine.forget();
    if (isHeld) return told.thin();
    finality.settledId = engine.liveId;
    outbox.forced(told.release(told.waiting(), 0));
    tellFinal();
  };
  const finalize = () => {
    if (isHeld) return;
    const { base } = standing;
    const document = isWaiting() ? peek() : null;
    // Another context has begun the next session already.
    if (document?.session && base && document.session.id !== base.id) yieldTo(document);
    if (isWaiting()) force();
    finalAtMs = Infinity;
  };
  return {
    isFinal,
    finalize,
    finalAtMs: () => finalAtMs,
    whenFinal(run) {
      if (isWaiting()) return finality.wait(run);
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
      commit();
    },
    rest() {
      if (told.waiting() === 0) finalAtMs = Infinity;
      tellFinal();
    },
    relieve() {
      const { length } = engine.events;
      if (length > 2 * MAX_EVENTS) force();
      if (length > MAX_EVENTS) commit();
    },
    hold(wanted) {
      isHeld = wanted;
      if (!isHeld && told.waiting() > 0) finalAtMs = now() + FINAL_AFTER_MS;
    },
  };
}
