import type { Trigger } from './policy.ts';
import type { SessionRecord } from './record.ts';
import type { EndReason, MetadataUpdate, TelemetryCounts, TerminationEvidence } from './session.ts';

interface At<Type extends string> {
  readonly type: Type;
  /** Unix epoch milliseconds. */
  readonly atMs: number;
}
interface Triggered<Type extends string> extends At<Type> {
  readonly trigger: Trigger;
}
/** What the chart hears. */
export type SessionEvent =
  | Triggered<'session.trigger'>
  | Triggered<'session.foreground'>
  | Triggered<'session.background'>
  /** A context opens (`load`), the last one closes (`unload`). */
  | Triggered<'session.open'>
  | Triggered<'session.close'>
  | PulseEvent
  | (At<'session.update'> & { readonly metadata: MetadataUpdate })
  | EndEvent
  | SyncEvent
  | At<'session.tick'>
  | At<'session.shutdown'>;

/** Activity and telemetry that the pulse judged when it happened, handed over in one. `atMs` is its latest instant. */
export interface PulseEvent extends At<'session.pulse'> {
  readonly lastActivityTimeMs: number;
  readonly lastTelemetryTimeMs: number | null;
  /** Records stamped since the last pulse. */
  readonly stamped: TelemetryCounts;
}
export interface EndEvent extends At<'session.end'> {
  readonly reason: EndReason;
  /** `false`: the next session does not name this one as its previous. Default `true`. */
  readonly link?: boolean;
  /** `true`: the next session begins without metadata, as after a change of user. */
  readonly clear?: boolean;
}
/** What the store holds, or another context did. */
export interface SyncEvent extends At<'session.sync'> {
  readonly record: SessionRecord;
  /** Found by a later start of the app: if it is over, that start is what finishes it. */
  readonly recovered?: boolean;
  /** What shows that none of its contexts lives any more, and that they did not end in order. */
  readonly evidence?: TerminationEvidence;
  /** What this context began since was not final yet and is taken back, untold. */
  readonly revoke?: boolean;
}
