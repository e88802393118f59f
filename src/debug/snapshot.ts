import type { SessionContext } from '../../machines/context.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { SessionRecord } from '../../machines/record.ts';
import type { Decision } from './decisions.ts';

/** Where the chart stood; numbers that JSON does not have are texts. */
export interface StandingTold {
  readonly state: string;
  readonly context: Omit<SessionContext, 'input' | 'limits'>;
}

/** What a context knows of its sessions, and how it came to it: plain JSON, without users' data. Its JSON Schema is `schemas/debug-snapshot.json`. */
export interface SessionSnapshot {
  readonly format: 'sessionchart-snapshot';
  readonly version: 1;
  /** Of the package. */
  readonly library: string;
  readonly takenAtMs: number;
  readonly runtime: Runtime;
  readonly scope: string;
  readonly contextId: string;
  readonly policy: SessionPolicy;
  /** Dotted, innermost: `live.active`. */
  readonly state: string;
  /** The live session, else the last; `null` before the first. */
  readonly session: SessionRecord | null;
  /** First instant at which the live session is over; `null` where none lives, or no limit runs. */
  readonly deadlineMs: number | null;
  /** What the store shows without waiting: the document, the text's length where it is none, `null` where there is nothing. */
  readonly stored: unknown;
  /** Session events in the store that no exporter has acknowledged; `null` where nobody sends any. */
  readonly outbox: number | null;
  /** Where the chart stood before the first of the decisions that it made, so that they can be played again. */
  readonly origin: StandingTold | null;
  /** What `nextDayMs` answered, which depends on the time zone: pairs of instant and answer. */
  readonly days: readonly (readonly [number, number])[];
  /** The last ones, oldest first. */
  readonly decisions: readonly Decision[];
}

export interface Runtime {
  readonly kind: 'page' | 'worker' | 'node' | 'react-native' | 'other';
  /** As it calls itself: the user agent, or `Node.js 22.1.0`. */
  readonly name: string;
}

interface Globals {
  readonly document?: unknown;
  readonly navigator?: { readonly userAgent?: string; readonly product?: string };
  readonly process?: { readonly versions?: { readonly node?: string } };
  readonly importScripts?: unknown;
}

/** What this code runs in, as far as that shows. */
export function readRuntime({ document, navigator, process, importScripts }: Globals = globalThis as Globals): Runtime {
  const name = navigator?.userAgent ?? '';
  if (navigator?.product === 'ReactNative') return { kind: 'react-native', name };
  if (document !== undefined) return { kind: 'page', name };
  if (process?.versions?.node !== undefined) return { kind: 'node', name: `Node.js ${process.versions.node}` };
  return { kind: importScripts === undefined ? 'other' : 'worker', name };
}

/** The stored text as it was read. */
export function readStoredText(text: string | null): unknown {
  if (text === null) return null;
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === 'object' && document !== null ? document : { unreadable: text.length };
  } catch {
    return { unreadable: text.length };
  }
}

/** Session events that wait, as the document says. */
export function countOutbox(stored: unknown): number | null {
  const outbox = (stored as { readonly outbox?: unknown } | null)?.outbox;
  return Array.isArray(outbox) ? outbox.length : null;
}
