import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import type { MetadataUpdate, TerminationEvidence } from '../../machines/session.ts';

/** A clock and its timers. Injected everywhere, so that tests and simulations own time. */
export interface Clock {
  /** Wall clock, Unix epoch milliseconds. It may jump. */
  now(): number;
  /** Milliseconds since some origin. It never jumps; it may stand still while the device sleeps. */
  monotonicNow(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

/** The small texts that a store keeps for one scope: the present session, those of the past, and what was delivered of each. */
export type Slot = 'session' | 'history' | 'ledger' | 'unreadable';

/**
 * Where sessions are kept apart from telemetry. One store serves one scope of sessions; every context of that scope (page,
 * worker, process) opens it. Asynchronous functions reject when the storage fails; the provider goes on without it.
 */
export interface SessionStore {
  /** What this context saw last, without waiting. It may be stale; `null` where nothing is known. */
  peek(slot: Slot): string | null;
  /**
   * Replaces a text, atomically over all contexts.
   *
   * @param next pure, as it may run more than once; `null` removes, the same text writes nothing.
   * @returns what is stored afterwards
   */
  update(slot: Slot, next: (stored: string | null) => string | null): Promise<string | null>;
  /**
   * Tells that another context wrote; `hasSlept`: that it may have, while this one heard nothing, and that `peek` knows by now.
   *
   * @returns stop
   */
  subscribe(onForeignWrite: (hasSlept?: boolean) => void): () => void;
  /** Ids of the contexts that are known to be alive, this one's included; without it, nothing is known. */
  liveContexts(): Promise<ReadonlySet<string>>;
  /** Whether nothing outlives this process, as far as can be told without waiting. Default: something does. */
  isVolatile?(): boolean;
  /** Writes without waiting, as far as the storage can, for a process that is about to die. Last writer wins, so nothing is written where `peek` cannot tell yet what is there. */
  writeNow?: ((slot: Slot, text: string) => void) | undefined;
  /** As `writeNow`, by what is stored, where the storage can read and write in one step. */
  updateNow?: ((slot: Slot, next: (stored: string | null) => string) => void) | undefined;
  /**
   * There is consent. Where contexts have texts of their own, it leaves a mark that all of them see, and tells when another one
   * has taken the consent back, by `wipe`. Not needed where they share the texts: there it is seen that they are gone.
   *
   * @param mark tells this consent from the next one; a mark that is there already stays
   * @returns whether there is a mark that all see; then the store also sees a later consent, and texts need not tell it
   */
  shareConsent?(mark: string, onTakenBack: () => void): boolean;
  /** Takes away all texts and every trace of them, and tells other contexts. Default: an update of each slot to `null`. */
  wipe?(): Promise<void>;
}

/** A person's consent, as far as a provider has to know of it; `sessionchart/consent` makes one. */
export interface PlatformConsent {
  /** What may become of telemetry: it goes on, it waits in memory, or it is dropped and nothing is recorded. */
  mayLeave(): 'now' | 'later' | 'never';
  /** Puts a store in front of the one that `make` makes, whose answers wait until anything may be stored. */
  guard(make: () => SessionStore, warn: PlatformHost['warn']): SessionStore;
  /** Runs whenever `mayLeave` may answer something else. @returns stop */
  subscribe(run: () => void): () => void;
}

/** What a platform knows of the provider that it serves, and may ask of it. Nothing here throws. */
export interface PlatformHost {
  /** Name of the scope; two of one name share a store. */
  readonly scope: string;
  /** Who has a session of their own, by the policy. */
  readonly sharedBy: SessionPolicy['scope'];
  /** Tells `diag`, the first time only. */
  warn(message: string, ...details: unknown[]): void;
  setMetadata(fields: MetadataUpdate): void;
  /** Whether the app is in the background or closed, as far as those said who were there before. */
  isAway(): boolean;
  /** Writes what is known without waiting, as far as the store can, because this context may not come back. */
  save(): void;
  /** Makes what is provisional final: this context ends and cannot wait for the store. */
  finalize(): void;
}

/** Where an app runs: its clock, its store, its triggers. A platform is a value; adding one adds a folder. */
export interface Platform {
  readonly clock?: Clock;
  readonly store?: SessionStore | ((host: PlatformHost) => SessionStore);
  /** Name of this page, worker or process, unique among those that share the store. Default: random. */
  readonly contextId?: string;
  /** When this context began, on the wall clock: a page's time origin. Default: now. */
  readonly startTimeMs?: number;
  /** Fills the array, as `crypto.getRandomValues` does. Default: that, else `Math.random`. */
  readonly getRandomValues?: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** What it shows where contexts are gone that did not close: that their process is gone, that this page had been discarded. Default `no_clean_exit`. */
  readonly evidence?: TerminationEvidence;
  /** Whether this context itself is in front, where several share an app that is. Default: as the app is. */
  readonly isSeen?: () => boolean;
  /** First instant of the next local day. Default: by the time zone of `Date`. */
  readonly nextDayMs?: (atMs: number) => number;
  /** Whether anything may be stored or sent, where a person is asked. Default: all may. */
  readonly consent?: PlatformConsent;
  /** Whether it may keep anything on the device beside the store; `false` also removes what is there. Default: it may. */
  allowStorage?(isAllowed: boolean): void;
  /**
   * Begins to report triggers, at once those that hold already: `load`, and `background` where the app starts hidden.
   *
   * @returns stop
   */
  watch?(report: (trigger: Trigger, atMs?: number) => void, host: PlatformHost): () => void;
}

/** The platform where none is given: it reports that it has loaded, and nothing else. */
export const barePlatform: Platform = {
  watch(report) {
    report('load');
    return () => {};
  },
};

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicNow: () => performance.now(),
  setTimeout: (run, ms) => {
    const timer: unknown = setTimeout(run, ms);
    // Node: a session keeps no process alive.
    if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function') timer.unref();
    return timer;
  },
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

/** The next local midnight, days of 23 and 25 hours included. */
export function nextLocalDayMs(atMs: number): number {
  const date = new Date(atMs);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}
