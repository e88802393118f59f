import type { SessionContext } from '../../machines/context.ts';

const NUMBERS = [
  'ordinal',
  'startTimeMs',
  'lastActivityTimeMs',
  'seenTimeMs',
  'idleFromMs',
  'durationFromMs',
  'backgroundFromMs',
  'visibilityTimeMs',
  'openTimeMs',
  'deadlineMs',
  'fixedMs',
  'idleMs',
  'dayEndMs',
  'partIndex',
  'partStartTimeMs',
  'revision',
  'ownTotal',
  'ownTraces',
  'ownLogs',
  'ownMetrics',
] as const satisfies readonly KeyOf<number>[];
const NULLABLE = ['endTimeMs', 'lapseTimeMs', 'lastTelemetryTimeMs'] as const satisfies readonly KeyOf<number | null>[];
const FLAGS = ['isHidden', 'isClosed', 'renews', 'linked', 'joined', 'sampled'] as const satisfies readonly KeyOf<boolean>[];
const TEXTS = ['id', 'previousId', 'startReason', 'endReason', 'fixedReason'] as const satisfies readonly KeyOf<string | null>[];
/** No activity changes these: one context, no metadata, no attributes, nothing restored. */
type Constant =
  | ('input' | 'limits' | 'scope' | 'policy' | 'attributes' | 'metadata' | 'metadataTimesMs' | 'telemetryByContext')
  | ('recovered' | 'evidence' | 'supersededBy' | 'clears' | 'othersTotal');

type KeyOf<Value> = { [Key in keyof SessionContext]: SessionContext[Key] extends Value ? Key : never }[keyof SessionContext];
type Kept = (typeof NUMBERS)[number] | (typeof NULLABLE)[number] | (typeof FLAGS)[number] | (typeof TEXTS)[number];
/** Does not compile when the context has a field that is neither kept nor constant. */
const IS_COMPLETE: Exclude<keyof SessionContext, Kept | Constant> extends never ? true : never = true;

const STRIDE = NUMBERS.length + NULLABLE.length + FLAGS.length + TEXTS.length + 1;
const USERS_A_SLAB = 1 << 10;

/** What the chart remembers of users whose turn is not now, in 272 bytes each instead of an object of a kilobyte. */
export interface ContextShelf {
  /** Keeps a copy; `events` goes with it. */
  put(user: number, context: Readonly<SessionContext>, events: number): void;
  /** Writes what was put last of this user on `context`. @returns its events. */
  take(user: number, context: SessionContext): number;
}

export function createContextShelf(): ContextShelf {
  const slabs: Float64Array[] = [];
  const texts: (string | null)[] = [null];
  const codeOf = (text: string | null) => {
    const known = texts.indexOf(text);
    return known >= 0 ? known : texts.push(text) - 1;
  };
  const slabOf = (user: number) => {
    const number = Math.floor(user / USERS_A_SLAB);
    const slab = slabs[number] ?? new Float64Array(IS_COMPLETE ? USERS_A_SLAB * STRIDE : 0);
    slabs[number] = slab;
    return slab;
  };
  return {
    put(user, context, events) {
      const slab = slabOf(user);
      let at = (user % USERS_A_SLAB) * STRIDE;
      for (const key of NUMBERS) slab[at++] = context[key];
      for (const key of NULLABLE) slab[at++] = context[key] ?? Number.NaN;
      for (const key of FLAGS) slab[at++] = context[key] ? 1 : 0;
      for (const key of TEXTS) slab[at++] = codeOf(context[key]);
      slab[at] = events;
    },
    take(user, context) {
      const slab = slabOf(user);
      let at = (user % USERS_A_SLAB) * STRIDE;
      for (const key of NUMBERS) context[key] = slab[at++] as number;
      for (const key of NULLABLE) {
        const value = slab[at++] as number;
        context[key] = Number.isNaN(value) ? null : value;
      }
      for (const key of FLAGS) context[key] = slab[at++] === 1;
      for (const key of TEXTS) context[key] = texts[slab[at++] as number] as never;
      return slab[at] as number;
    },
  };
}
