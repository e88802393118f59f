import type { Trigger } from '../../machines/policy.ts';
import type { EndedSession, LiveSession, MetadataUpdate, SessionChange } from '../../machines/session.ts';
import type { AppEndReason, EndOptions, Signal } from '../api/session-provider.ts';

/**
 * What two contexts say to each other, as plain values that JSON carries, too. Whoever gets another version does not answer it.
 * Instants are Unix epoch milliseconds of the wall clock, which contexts of one device share; their time origins differ.
 */
export const VERSION = 1;

/** What the owner knows now, whole, so that one message makes up for all that were lost before it. */
export interface StateMessage {
  readonly sessionchart: typeof VERSION;
  readonly kind: 'state';
  readonly session: LiveSession | null;
  /** First instant at which the session is over, if nothing more happens; `null`: never. */
  readonly untilMs: number | null;
  readonly isFinal: boolean;
  /** What was told since the last message. */
  readonly changes: readonly SessionChange[];
  /** Sessions of before, oldest first; in the first message that has them, and empty in all others. */
  readonly past: readonly EndedSession[];
  /** An id that was told and did not become final, and the one that took its place. */
  readonly replaced: readonly [id: string, by: string] | null;
}

/** The owner leaves; what it said stays true until the deadline that it told. */
export interface LeaveMessage {
  readonly sessionchart: typeof VERSION;
  readonly kind: 'leave';
}
export type OwnerMessage = StateMessage | LeaveMessage;

/** What happened at the remote end. */
export type Act =
  | readonly ['join']
  | readonly ['notify', trigger: Trigger, atMs: number]
  | readonly ['stamp', signal: Signal, atMs: number]
  | readonly ['metadata', fields: MetadataUpdate]
  | readonly ['end', reason: AppEndReason | undefined, options: EndOptions | undefined]
  | readonly ['finalize'];

export interface ActsMessage {
  readonly sessionchart: typeof VERSION;
  readonly kind: 'acts';
  readonly acts: readonly Act[];
}

/** Somebody asks for a port, or brings one. */
export interface PortMessage {
  readonly sessionchart: typeof VERSION;
  readonly kind: 'ask' | 'offer';
}

type Message = OwnerMessage | ActsMessage | PortMessage;

/** @returns the message, if it is one of this kind and version */
export function read<Kind extends Message['kind']>(data: unknown, kind: Kind): Extract<Message, { kind: Kind }> | null {
  const message = data as Partial<Message> | null | undefined;
  const isOurs = typeof message === 'object' && message?.sessionchart === VERSION && message.kind === kind;
  return isOurs ? (message as Extract<Message, { kind: Kind }>) : null;
}

export const portMessage = (kind: PortMessage['kind']): PortMessage => ({ sessionchart: VERSION, kind });
