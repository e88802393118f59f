import type { Trigger } from '../../machines/policy.ts';
import type { EndedSession, LiveSession, MetadataUpdate, SessionChange } from '../../machines/session.ts';
import type { AppEndReason, EndOptions, Signal, TelemetrySessions } from '../api/session-provider.ts';

/**
 * What two contexts say to each other, as plain values that JSON carries, too. Whoever gets another version does not answer it.
 * Instants are Unix epoch milliseconds of the wall clock, which contexts of one device share; their time origins differ.
 */
export const VERSION = 1;

export type Leave = ReturnType<NonNullable<TelemetrySessions['mayLeave']>>;

/** What the owner knows now, whole, so that one message makes up for all that were lost before it. */
export interface StateMessage {
  readonly sessionchart: typeof VERSION;
  readonly kind: 'state';
  readonly session: LiveSession | null;
  /** First instant at which the session is over, if nothing more happens; `null`: never. */
  readonly untilMs: number | null;
  readonly isFinal: boolean;
  /** What may become of telemetry, where a person is asked for consent; absent where nobody is: it goes on. */
  readonly mayLeave?: Leave;
  /** What was told since the last message. */
  readonly changes: readonly SessionChange[];
  /** Sessions of before, oldest first: in the first message that has them, and when the other end has amended one. */
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
  /** As `metadata`, of the session that is named; an owner that does not know it must not take it for the live one's. */
  | readonly ['amend', fields: MetadataUpdate, sessionId: string]
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

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const hasTimes = (value: Readonly<Record<string, unknown>>, ...keys: string[]) => keys.every((key) => Number.isFinite(value[key]));
const isSession = (value: unknown) =>
  isObject(value) && typeof value.id === 'string' && hasTimes(value, 'startTimeMs', 'lastActivityTimeMs');
const isEnded = (value: unknown): value is EndedSession => isObject(value) && isSession(value) && hasTimes(value, 'endTimeMs');
const isChange = (value: unknown): value is SessionChange =>
  isObject(value) && hasTimes(value, 'atMs', 'detectedAtMs') && (value.type === 'ended' ? isEnded : isSession)(value.session);
const isPair = (value: unknown): value is StateMessage['replaced'] =>
  Array.isArray(value) && value.length === 2 && value.every((id) => typeof id === 'string');
const listOf = <T>(value: unknown, isOne: (one: unknown) => one is T): readonly T[] => (Array.isArray(value) ? value.filter(isOne) : []);

/**
 * The other end may be anything: another's page, a bridge with a fault, a core in another language.
 *
 * @returns what an owner says, without what makes no sense in it; `null` where it tells neither a session nor that there is none
 */
export function readState(data: unknown): Required<StateMessage> | null {
  const state = read(data, 'state');
  if (state === null || !(state.session === null || isSession(state.session))) return null;
  const { untilMs, mayLeave, changes, past, replaced } = state;
  if (untilMs !== null && !Number.isFinite(untilMs)) return null;
  return {
    ...state,
    isFinal: state.isFinal === true,
    mayLeave: mayLeave === 'later' || mayLeave === 'never' ? mayLeave : 'now',
    changes: listOf(changes, isChange),
    past: listOf(past, isEnded),
    replaced: isPair(replaced) ? replaced : null,
  };
}

export const portMessage = (kind: PortMessage['kind']): PortMessage => ({ sessionchart: VERSION, kind });
