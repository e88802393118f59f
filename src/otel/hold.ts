import type { TelemetrySessions } from '../api/session-provider.ts';
import { report } from './report.ts';

/**
 * As many as a batch processor queues by default. More than that, and the ids become final at once; where nothing may leave
 * without a person's consent, the newest are dropped: the first tell how it began.
 */
const MAX_HELD = 2_048;

/** Keeps ended records, in order, while the id that they carry may still be replaced. */
export interface Hold<Held> {
  isEmpty(): boolean;
  add(record: Held): void;
  /** Lets all go now that may. */
  release(): void;
}

export interface HoldWays<Held> {
  /** Runs the release when the id is final: at once, or after the session's start was told. */
  readonly settle: (release: () => void) => void;
  /** Gets each record, its id final. Never throws. */
  readonly pass: (record: Held) => void;
  /** Gets what may not leave, or is too much to be held. Never throws. */
  readonly drop?: (record: Held) => void;
}

export function createHold<Held>(sessions: TelemetrySessions, { settle, pass, drop = () => {} }: HoldWays<Held>): Hold<Held> {
  let held: Held[] = [];
  let dropped = 0;
  const mayLeave = () => sessions.mayLeave?.() ?? 'now';
  const tellDropped = () => {
    if (dropped > 0) report(`${dropped} records of before the consent were dropped, as more than ${MAX_HELD} are not held`);
    dropped = 0;
  };
  const release = () => {
    if (mayLeave() === 'later') return;
    const records = held;
    tellDropped();
    held = [];
    for (const record of records) (mayLeave() === 'now' ? pass : drop)(record);
  };
  /** In between the next id may have become the current one. */
  const arm = () => void sessions.whenFinal(() => settle(() => (sessions.isFinal ? release() : arm())));
  return {
    isEmpty: () => held.length === 0,
    add(record) {
      if (held.length >= MAX_HELD && mayLeave() === 'later') {
        dropped++;
        return drop(record);
      }
      held.push(record);
      if (held.length === 1) arm();
      else if (held.length >= MAX_HELD && mayLeave() === 'now') {
        sessions.finalize();
        release();
      }
    },
    release,
  };
}

/**
 * Replaces the id of an ended record by the one that took its place. Ended records refuse `setAttribute`, but no exporter has
 * seen this one yet; both SDK lines keep its attributes in a plain object.
 */
export function restamp(
  record: { readonly attributes: { readonly [key: string]: unknown } },
  key: string,
  sessions: TelemetrySessions,
): void {
  const id = record.attributes[key];
  if (typeof id !== 'string') return;
  const finalId = sessions.finalId(id);
  if (finalId !== id) (record.attributes as Record<string, unknown>)[key] = finalId;
}
