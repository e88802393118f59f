/**
 * What can happen to an app. A dotted name refines its root, and a policy that lists the root means all beneath it:
 * `input` covers `input.click`.
 */
export type TriggerRoot =
  | 'load'
  | 'unload'
  | 'input'
  | 'navigation'
  | 'telemetry'
  | 'export'
  | 'foreground'
  | 'background'
  | 'focus'
  | 'blur'
  | 'freeze'
  | 'resume'
  | 'online'
  | 'offline'
  | 'heartbeat'
  | 'timer'
  | 'attribute'
  | 'day'
  | 'clock'
  | 'manual'
  | 'app';

/** Something that happened to the app, such as `load`, `input.click`, `attribute.user.id.changed` or `app.checkout`. */
export type Trigger = TriggerRoot | `${TriggerRoot}.${string}`;

/** A span after which a session is over. `Where` names the conditions under which it may run. */
export interface Limit<Where extends string = 'foreground' | 'background' | 'open' | 'closed'> {
  /** Length of the span in milliseconds; a whole number of at least 1. */
  readonly ms: number;
  /** `true`: the session still lives at exactly `ms`, as where an SDK compares with `>`. Default: it is over at exactly `ms` (`>=`). */
  readonly inclusive?: boolean;
  /** Where the span runs, like a stopwatch that stands still elsewhere: in the foreground, in the background, while a context is open, while none is. Default: always. */
  readonly while?: Where;
  /** The span takes effect on multiples of this many milliseconds since the session's start only, as where an SDK polls. */
  readonly everyMs?: number;
}

/** The spans and counts that end a session. What is absent does not limit. */
export interface Limits {
  /** Since the last activity. */
  readonly inactivity?: Limit;
  /** Since the app went to the background or its last context closed; it starts anew each time. */
  readonly background?: Limit<'open' | 'closed'>;
  /** Since the session's start. */
  readonly duration?: Limit;
  /** Telemetry records that a session holds at the most; the next one finds the session over. */
  readonly telemetryCount?: number;
}

/** When sessions start, go on and end. Plain JSON; what is absent does not limit. */
export interface SessionPolicy {
  readonly name: string;
  /** Triggers that start a session where none lives. `load.first` is a load where the scope has had none yet; `timer` comes where a timer, not an event, finds a session over: `timer.background` where nothing happened since the app was hidden, else `timer.foreground`. */
  readonly startOn: readonly Trigger[];
  /** Triggers that count as activity. */
  readonly extendOn: readonly Trigger[];
  /** Activity closer than this many milliseconds to the last that counted does not count. */
  readonly extendEveryMs?: number;
  /** Triggers that end the live session. `day` is the next local midnight; `attribute.KEY` a change of the metadata `KEY`. */
  readonly endOn?: readonly Trigger[];
  readonly endAfter: Limits;
  /** A session younger than this many milliseconds outlives the triggers of `endOn`, but for `day`, and the app's `end()`, unless that is a change of user (unlinked, or clearing metadata). */
  readonly minDurationMs?: number;
  /** `renew`: the next starts at the instant the last was over; `wait`: at the next trigger of `startOn`; `stop`: never again in this process. */
  readonly then: 'renew' | 'wait' | 'stop';
  /** For how many milliseconds the id of an ended session stays readable while waiting; `null`: until the next start. Default 0. A context that loads with an idle session measures from its load. */
  readonly lingerMs?: number | null;
  /** Triggers that cut a session into indexed parts. */
  readonly splitOn?: readonly Trigger[];
  /** A `heartbeat` trigger is reported this often while the app is in the foreground, in milliseconds. Default: none. */
  readonly heartbeatEveryMs?: number;
  /** Where heartbeats are reported: in the foreground, wherever a context is open, or there if something was exported since the last. Default `foreground`. */
  readonly heartbeatWhile?: 'foreground' | 'open' | 'used';
  /** Who has a session of their own. */
  readonly scope: 'page' | 'tab' | 'origin' | 'site' | 'app';
  /** When a context follows what another of its scope did, or what the last one left. Default `at-once`. */
  readonly adopt?: 'at-once' | 'on-activity' | 'on-lapse' | 'on-load' | 'on-first-activity';
  /** What a context stores: its session with its activity, or its start, which activity alone does not rewrite. Default `activity`. */
  readonly persist?: 'activity' | 'start';
  /** Where nothing can be stored: sessions in memory, or none. Default `memory`. */
  readonly withoutStore?: 'memory' | 'none';
  /** The clock that the provider measures with. Default `wall`. */
  readonly clock?: 'wall' | 'monotonic';
  /** The share of sessions to keep, 0 to 1, decided once per session by a hash of its id or at random. Default: all. */
  readonly sampling?: { readonly ratio: number; readonly by: 'id' | 'random' };
  /** Form of the ids. Default `uuid4`. */
  readonly idFormat?: IdFormat;
  /** Where each value comes from, by its path (`endAfter.inactivity.ms`); for readers, the engine ignores it. */
  readonly sources?: Readonly<Record<string, string>>;
}

export type IdFormat = 'uuid4' | 'uuid7' | 'hex16' | 'hex32' | 'epoch-ms' | 'epoch-s' | `base62-${number}`;
