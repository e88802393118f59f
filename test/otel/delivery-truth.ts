import type { Session } from '../../machines/session.ts';
import type { Item } from '../tools/audit-telemetry.ts';
import type { Witness } from './delivery-app.ts';
import type { createDisk } from './delivery-world.ts';

/** Something that a context did, in the order of the whole world. */
interface Deed {
  readonly context: string;
  readonly at: number;
}
/** A record that reached a batch processor. */
interface Produced extends Deed {
  readonly signal: Item['signal'];
}

/** A span that has not ended. */
interface Begun {
  readonly context: string;
  readonly atMs: number;
  /** Of the session that it names. */
  readonly id: () => string;
  /** Whether anything was written since. */
  readonly isTraced: () => boolean;
}

/** What is known of a session by looking on, without the ledger. */
export interface SessionTruth {
  /** Records that bear its id and reached a batch processor. */
  readonly produced: Map<string, Produced>;
  readonly checkpoints: Map<string, Deed>;
  /** Spans that began with it, before it was sealed, and never ended; and when they began. */
  readonly open: Map<string, number>;
  /** Spans that began with it, and of which no trace was left: they ended without its id, or their context was gone before anything could be stored. */
  unsure: number;
  /** Anybody was told of it, or any record of it left. */
  isKnown: boolean;
  /** A living context was told of it, or produced something of it; else it began and ended in the very moment that its context closed. */
  isHeard: boolean;
  /** A context that had a part in it was killed, or the storage failed. */
  isCut: boolean;
  isSealed: boolean;
  /** Else its spans are to go nowhere, and none is missed. */
  isSampled: boolean;
  /** A flush let its end out before the contexts had settled on one. */
  isForced: boolean;
}

export interface Truths {
  readonly sessions: ReadonlyMap<string, SessionTruth>;
  /** @param ledgerWrites how often the context wrote what it knows of delivery */
  witnessOf(context: string, finalId: (id: string) => string, ledgerWrites: () => number): Witness;
  /** A subscriber of this context was told of a session. */
  told(context: string, session: Pick<Session, 'id' | 'sampled'>): void;
  /** The context could not end in order. */
  cut(context: string): void;
  gone(context: string): void;
  diskFails(): void;
  /** What it began before it was frozen goes on here, as it would not in a browser. */
  readonly frozen: Set<string>;
  /** Before this context lets everything out, settled or not. */
  flushes(context: string, isSettled: boolean): void;
  /** Nothing more happens. */
  end(): void;
}

export function createTruths(disk: ReturnType<typeof createDisk>, say: (text: string) => void): Truths {
  const sessions = new Map<string, SessionTruth>();
  const gone = new Set<string>();
  const begun = new Map<string, Begun>();
  const parts = new Map<string, Set<string>>();
  let isDiskBad = false;
  let deeds = 0;

  const truthOf = (id: string): SessionTruth => {
    const known = sessions.get(id);
    if (known) return known;
    const truth = {
      produced: new Map(),
      checkpoints: new Map(),
      open: new Map<string, number>(),
      unsure: 0,
      isKnown: false,
      isHeard: false,
      isCut: isDiskBad,
      isSealed: false,
      isSampled: true,
      isForced: false,
    };
    sessions.set(id, truth);
    return truth;
  };
  const look = (context: string, id: string): SessionTruth => {
    parts.set(context, (parts.get(context) ?? new Set()).add(id));
    return truthOf(id);
  };
  const know = (context: string, id: string) => Object.assign(look(context, id), { isKnown: true });
  const hear = (context: string, id: string) => Object.assign(know(context, id), { isHeard: true });
  const deed = (context: string): Deed => ({ context, at: ++deeds });
  const frozen = new Set<string>();
  const produce = (signal: Item['signal'], context: string, id: string, uid: string) => {
    const truth = hear(context, id);
    truth.produced.set(uid, { ...deed(context), signal });
    if (frozen.has(context)) truth.isCut = true;
  };
  return {
    sessions,
    frozen,
    // What is killed goes on in here, and nobody sees it.
    witnessOf: (context, finalId, ledgerWrites) => ({
      started(id, uid) {
        if (gone.has(context)) return;
        say(`  ${context} begins ${uid.slice(-4)} of ${id}`);
        const isLate = look(context, id).isSealed;
        const before = ledgerWrites();
        if (!isLate) begun.set(uid, { context, atMs: Date.now(), id: () => finalId(id), isTraced: () => ledgerWrites() > before });
      },
      dropped: (uid) => void (gone.has(context) || begun.delete(uid)),
      ended(id, uid) {
        if (gone.has(context)) return;
        const span = begun.get(uid);
        if (id === null && span) truthOf(span.id()).unsure++;
        begun.delete(uid);
        if (id !== null) produce('spans', context, id, uid);
        say(`  ${context} ends ${uid.slice(-4)} of ${id}`);
      },
      logged(id, uid) {
        if (id === null || gone.has(context)) return;
        produce('logs', context, id, uid);
        say(`  ${context} logs ${uid} of ${id}`);
      },
      told(name, id, uid) {
        if (gone.has(context)) return;
        if (name === 'session.start' || name === 'session.end') know(context, id);
        if (name === 'session.checkpoint') truthOf(id).checkpoints.set(uid, deed(context));
        if (name === 'session.sealed') truthOf(id).isSealed = true;
        say(`  ${context} emits ${uid}`);
      },
    }),
    told(context, { id, sampled }) {
      truthOf(id).isSampled = sampled;
      if (!gone.has(context)) hear(context, id);
    },
    cut(context) {
      for (const id of [...(parts.get(context) ?? []), ...disk.sessionsOf(context)]) truthOf(id).isCut = true;
    },
    gone(context) {
      gone.add(context);
      for (const [uid, span] of begun) {
        if (span.context !== context) continue;
        const id = span.id();
        // Else it is as if it had been killed before the span began.
        if (span.isTraced() && disk.sessionsOf(context).includes(id)) begun.set(uid, { ...span, id: () => id });
        else {
          begun.delete(uid);
          truthOf(id).unsure++;
        }
      }
    },
    diskFails() {
      isDiskBad = true;
      for (const truth of sessions.values()) truth.isCut = true;
    },
    flushes(context, isSettled) {
      if (!isSettled) for (const id of parts.get(context) ?? []) truthOf(id).isForced = true;
    },
    end() {
      for (const [uid, { id, atMs }] of begun) if (truthOf(id()).isSampled) truthOf(id()).open.set(uid, atMs);
    },
  };
}
