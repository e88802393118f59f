import type { Trigger } from '../../machines/policy.ts';
import type { EndedSession, LiveSession, MetadataUpdate, Session, SessionChange } from '../../machines/session.ts';

/** OpenTelemetry's signals. */
export type Signal = 'traces' | 'logs' | 'metrics';

/** Why an app ends a session of its own accord. */
export type AppEndReason = 'manual' | `app.${string}`;

export interface EndOptions {
  /** `false`: nothing of this session is found in the next, in any context: it names no previous one. Default `true`. */
  readonly link?: boolean;
  /** `true`: the next session begins without metadata, as after a change of user. Default: as `link` is `false`. */
  readonly clearMetadata?: boolean;
}

/** Which session metadata is set of. */
export interface MetadataTarget {
  /** Id of the live session, or of one that has ended, as long as this process or the store knows of it. */
  readonly sessionId: string;
}

/**
 * What instrumentations and apps know of sessions, whoever implements them. Nothing here throws. Instants are Unix epoch
 * milliseconds.
 */
export interface SessionProvider {
  /**
   * The session that owns the instant, by default now: the live one, one of the recent past, or one that lingers by its
   * policy. `null` where there was none. Reading is passive: it is no activity and starts nothing.
   */
  getSession(atMs?: number): LiveSession | EndedSession | null;
  /** The id alone, at the cost of a field read and a comparison. */
  getSessionId(atMs?: number): string | null;
  /**
   * Tells of every change from now on, each once and in order, never within the call that caused it. A listener that
   * throws is reported to `diag` and stays subscribed.
   *
   * @returns stop
   */
  subscribe(listener: (change: SessionChange) => void): () => void;
  /** Reports that something happened to the app; what follows is the policy's to say. A future instant counts as now. */
  notify(trigger: Trigger, atMs?: number): void;
  /**
   * Sets fields of the live session's metadata, `null` removes one; without a session the next one begins with them.
   *
   * @param target the session that is meant. One that has ended keeps its end and its seal, and `subscribe` tells nothing of it: what is
   * read of it from now on (`getSession`, `listSessions`, late records, a `session.end` that no exporter has taken yet) has the
   * fields. An id that is not known, or no longer, costs a warning and changes nothing.
   */
  setMetadata(fields: MetadataUpdate, target?: MetadataTarget): void;
  /** Ends the live session, unless the policy's minimum duration refuses it. */
  end(reason?: AppEndReason, options?: EndOptions): void;
}

/** What of a session is the same for all its records, but for metadata that changes. */
export type SessionTraits = Pick<Session, 'id' | 'previousId' | 'attributes' | 'metadata' | 'sampled'>;

/** What processors need beyond it. */
export interface TelemetrySessions extends SessionProvider {
  /**
   * The id that a telemetry record of this instant belongs to. Counts the record and tells the policy
   * (`telemetry.traces`, …). A record older than the live session is late: it gets the session of its instant, is counted
   * late and changes nothing.
   */
  stamp(signal: Signal, atMs?: number): string | null;
  /**
   * What describes the session of this id, live or of the recent past, `null` where it is not known. For each record, so it has
   * to cost a field read, as `getSession` does not: it brings times and counts up to date. Read what it returns at once, as it
   * may be a live object. Optional; processors make do with `getSession`.
   */
  getTraits?(id: string): SessionTraits | null;
  /**
   * Whether the current id is settled among all contexts. Until then nothing that carries it may leave the process.
   */
  readonly isFinal: boolean;
  /** Runs once the current id is final, at once (in this call) where it is. @returns cancel */
  whenFinal(run: () => void): () => void;
  /** The id that took the place of one that did not become final; otherwise the same. */
  finalId(id: string): string;
  /** Makes the current id final now, as a flush or the page's end requires. */
  finalize(): void;
  /**
   * What may become of telemetry, where a person is asked for consent: it goes on, it waits in memory, or it is dropped.
   * Optional; without it everything goes on.
   */
  mayLeave?(): 'now' | 'later' | 'never';
  /** Runs whenever `mayLeave` may answer something else. Optional, as that is. @returns stop */
  watchMayLeave?(run: () => void): () => void;
  /** `true` at the far end of a port: another context decides, and tells OpenTelemetry of starts and ends. Optional. */
  readonly isRemote?: boolean;
  /** What delivery with a guarantee needs of a provider that has a store. */
  readonly delivery?: Delivery;
}

/** Session events that must arrive, and a place to keep what was delivered. Nothing here throws. */
export interface Delivery {
  /** Name of this page, worker or process. */
  readonly contextId: string;
  readonly outbox: Outbox;
  /**
   * Replaces the ledger's text, beside the session, atomically over all contexts.
   *
   * @param next pure, as it may run more than once; the same text writes nothing.
   * @returns what is stored afterwards; rejects where the store fails
   */
  update(next: (stored: string | null) => string | null): Promise<string | null>;
  /** The ledger's text without waiting, as far as it is known here. */
  peek(): string | null;
  /** As `update`, without waiting, for a context that may not come back. @returns whether it was written; where it is kept apart, `peek` of the next start finds it */
  updateNow(next: (stored: string | null) => string): boolean;
  /** Runs, within the event, whenever this context is hidden, frozen or closed, so that it may not come back. @returns stop */
  whenLeaving(run: () => void): () => void;
  /** What the store keeps of the past, and the live session last. */
  listSessions(): Promise<readonly (LiveSession | EndedSession)[]>;
  /** Ids of the contexts that are known to be alive, this one's included. */
  liveContexts(): Promise<ReadonlySet<string>>;
  /** First instant at which the live session is over, if nothing more happens; `-Infinity` where none lives. */
  readonly deadlineMs: number;
  /** No record is stamped with the id of this ended session any more. */
  seal(id: string): void;
}

/** A session event that was kept until an exporter took it. */
export interface OutboxEvent {
  /** `<session id>:start` or `<session id>:end`. */
  readonly uid: string;
  readonly session: LiveSession | EndedSession;
  readonly detectedAtMs: number;
  /** The version of the app that it was made under, where it is not this one. */
  readonly version: string | null;
}

/**
 * The starts and ends of sessions, kept with the session in the very transaction that starts or ends it, so that of all
 * contexts one sends each, and that a crash loses none.
 */
export interface Outbox {
  /**
   * Begins to keep events. `send` gets those that no change of this context tells of: left by a context that is gone, or
   * refused by an exporter.
   *
   * @returns stop
   */
  open(send: (event: OutboxEvent) => void): () => void;
  /** Whether it is for this context to send the event, now that it is told of the change. True once. */
  claim(uid: string): boolean;
  /** An acknowledgement by an exporter is to come, so that being emitted is not enough. */
  awaitAcknowledgement(): void;
  /** It was handed to the pipeline. */
  emitted(uid: string): void;
  /** An exporter took them, so nobody need send them again. */
  acknowledge(uids: readonly string[]): void;
  /** An exporter did not take them; they are sent again when it takes others. */
  refuse(uids: readonly string[]): void;
}
