import type { EndedSession, EndReason, LiveSession, Session, StartReason } from '../../machines/session.ts';
import type { Reporter } from '../provider/diagnostics.ts';
import { attributesIn } from '../provider/metadata.ts';

/** What an owner knows of its session; the id alone will do. */
export interface OwnedSession
  extends Partial<Pick<Session, 'previousId' | 'startTimeMs' | 'lastActivityTimeMs' | 'sampled' | 'attributes' | 'metadata'>> {
  readonly id: string;
  /** First instant at which it is over, if nothing more happens. Default: it lives until the owner says otherwise. */
  readonly deadlineMs?: number;
}

/** Whoever answers otherwise has none. */
const isOwned = (answer: unknown): answer is OwnedSession =>
  typeof answer === 'object' && answer !== null && typeof (answer as OwnedSession).id === 'string' && (answer as OwnedSession).id !== '';

/** What an owner answered, as far as it makes sense. */
export type Answer = { readonly [Key in keyof OwnedSession]-?: OwnedSession[Key] | undefined } & { readonly id: string };

const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value);

/**
 * Leaves out what cannot be kept, with a warning: a time that is no number, as `Number()` makes one of a field that is missing, or
 * a value that no attribute can have.
 *
 * @returns `null` where there is no session
 * @throws what the answer throws, where it has getters
 */
export function readAnswer(answer: unknown, reporter: Reporter): Answer | null {
  if (!isOwned(answer)) return null;
  const { id, previousId, sampled, attributes, metadata } = answer;
  const time = (key: 'startTimeMs' | 'lastActivityTimeMs' | 'deadlineMs') => {
    const value: unknown = answer[key];
    if (value === undefined || value === Infinity || isFiniteNumber(value)) return value;
    return void reporter.warnOnce(`${key} of the owner's session: expected a number, came ${String(value)}`);
  };
  return {
    id,
    previousId: typeof previousId === 'string' || previousId === null ? previousId : undefined,
    sampled: typeof sampled === 'boolean' ? sampled : undefined,
    startTimeMs: time('startTimeMs'),
    lastActivityTimeMs: time('lastActivityTimeMs'),
    deadlineMs: time('deadlineMs'),
    attributes: attributes && attributesIn(attributes, reporter),
    metadata: metadata && attributesIn(metadata, reporter),
  };
}

/** What is known where the owner does not say: the session lives since then, and nothing is from the future. */
interface Known {
  readonly sinceMs: number;
  readonly nowMs: number;
}

/** A session as this package tells it; what the owner does not say is empty. */
export function adopt(owner: string, owned: Answer, before: Session | null, { sinceMs, nowMs }: Known): LiveSession {
  const startTimeMs = Math.min(owned.startTimeMs ?? sinceMs, nowMs);
  const lastActivityTimeMs = Math.min(owned.lastActivityTimeMs ?? startTimeMs, nowMs);
  const { previousId = before?.id ?? null } = owned;
  return {
    id: owned.id,
    previousId,
    ordinal: (before?.ordinal ?? 0) + 1,
    scope: 'default',
    policy: owner,
    state: 'active',
    startTimeMs,
    startReason: reasonOf(owner) satisfies StartReason,
    endTimeMs: null,
    endReason: null,
    lapseTimeMs: null,
    lastActivityTimeMs,
    lastTelemetryTimeMs: null,
    recovered: false,
    evidence: null,
    supersededBy: null,
    sampled: owned.sampled ?? true,
    attributes: owned.attributes ?? {},
    metadata: owned.metadata ?? {},
    telemetry: { total: 0, traces: 0, logs: 0, metrics: 0 },
    partIndex: 0,
    partStartTimeMs: startTimeMs,
    contexts: [],
    revision: 1,
  };
}

/** @param atMs when the owner no longer had it, as far as is known */
export function finish(owner: string, session: LiveSession, atMs: number): EndedSession {
  // A session owns at least the instant of its start.
  const endTimeMs = Math.max(atMs, session.startTimeMs + 1);
  const endReason = reasonOf(owner) satisfies EndReason;
  return { ...session, state: 'ended', endTimeMs, endReason, lapseTimeMs: endTimeMs, revision: session.revision + 1 };
}

const reasonOf = (owner: string) => `app.${owner}` as const;
