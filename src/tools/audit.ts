import { ActivityError, type ActivitySource, type BadLine } from './activity-source.ts';
import { type Association, createAssociation } from './audit-association.ts';
import { isSessionEvent, type SignalCounts, sessionIdOf } from './audit-events.ts';
import { addEvent, addRecord, createEvidence, type SessionEvidence } from './audit-evidence.ts';
import { createIdentitySet } from './audit-identities.ts';
import { type AuditedSession, type JudgeOptions, judge, type SessionVerdict } from './audit-verdict.ts';
import { readOtlp } from './otlp/read-otlp.ts';
import type { OtlpRecord } from './otlp/records.ts';

export interface AuditOptions {
  /** The reader's clock, Unix epoch milliseconds. Default: the latest time in the input. */
  readonly nowMs?: number | undefined;
  /** How long after its last record a session that told no deadline is taken for open. Default: 30 minutes, the web's usual inactivity limit. */
  readonly idleMs?: number | undefined;
  /** `implicit`: records that name no session are joined to the one of their instance and time, where there is only one. Default: no. */
  readonly associate?: 'implicit' | undefined;
  /** Throws at the first line that cannot be read. Default: it is told, counted and left out. */
  readonly strict?: boolean | undefined;
  readonly onBadLine?: ((bad: BadLine) => void) | undefined;
  /** Sessions that are held; the records of others are counted and not judged. Default: 1,000,000, some 400 MB. */
  readonly maxSessions?: number | undefined;
  /** Records that are remembered to tell duplicates; sessions with others become `unknown`. Default: 10,000,000, some 134 MB. */
  readonly maxRecords?: number | undefined;
  /** Bytes of one request; a longer one is a bad line. Default: 64 MiB. */
  readonly maxRequestBytes?: number | undefined;
}

/** What was read, and what can be said of each session. */
export interface Audit {
  /** First and latest time of all records, Unix epoch milliseconds; `null` where there are none. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** The clock that deadlines were compared with. */
  readonly nowMs: number;
  /** All that came, duplicates included. */
  readonly records: SignalCounts & { readonly events: number };
  readonly duplicates: number;
  /** Of `records`, those that name no session. */
  readonly withoutSession: SignalCounts;
  /** Of `withoutSession`, those that were joined to one. */
  readonly implicit: SignalCounts;
  /** Of `records`, those of sessions beyond `maxSessions`, which are not judged. */
  readonly unjudged: number;
  /** Lines of JSON, and messages of protobuf, that were left out. */
  readonly badLines: readonly { readonly source: string; readonly count: number }[];
  readonly sessionCount: number;
  readonly verdicts: Readonly<Record<SessionVerdict, number>>;
  /** In the order of their appearance; judged anew each time it is iterated, so that it takes no memory. */
  readonly sessions: Iterable<AuditedSession>;
}

const MINUTE_MS = 60_000;
const DEFAULTS = { idleMs: 30 * MINUTE_MS, maxSessions: 1_000_000, maxRecords: 10_000_000, maxRequestBytes: 64 << 20 };

/**
 * Reads exported telemetry and says of each session whether it is complete, what is missing, and whether more can come.
 * Sources hold OTLP: JSON with a request a line, as the Collector's file exporter writes it, the same in its
 * length-prefixed protobuf, or the body of a request in protobuf; in any order, with duplicates. Each is read once, in
 * pieces; what is kept is some 400 bytes a session and some 20 a record.
 *
 * @throws ActivityError where a source is no OTLP, or holds no request that can be read
 */
export async function audit(sources: readonly ActivitySource[], options: AuditOptions = {}): Promise<Audit> {
  const limits = { ...DEFAULTS, ...defined(options) };
  const books = createBooks(limits, options.associate === 'implicit');
  const badLines: { source: string; count: number }[] = [];
  for (const source of sources) {
    let requests = 0;
    let bad = 0;
    await readOtlp(source, limits, {
      records(records) {
        requests++;
        for (const record of records) books.add(record);
      },
      bad(line, fault) {
        if (options.strict) throw new ActivityError(`${source.name}:${line}: ${fault}`);
        bad++;
        options.onBadLine?.({ source: source.name, line, fault });
      },
    });
    if (bad > 0 && requests === 0) throw new ActivityError(`${source.name}: expected requests of OTLP, came none that can be read`);
    if (bad > 0) badLines.push({ source: source.name, count: bad });
  }
  return books.close(limits, badLines);
}

const defined = (options: AuditOptions) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as AuditOptions & Partial<typeof DEFAULTS>;

type Limits = typeof DEFAULTS & { readonly nowMs?: number | undefined };

function createBooks({ maxSessions, maxRecords }: Limits, isAssociated: boolean) {
  const byId = new Map<string, SessionEvidence>();
  const sessions: SessionEvidence[] = [];
  const identities = createIdentitySet(maxRecords);
  const association: Association | null = isAssociated ? createAssociation(maxRecords) : null;
  const records = { spans: 0, logs: 0, events: 0 };
  const withoutSession = { spans: 0, logs: 0 };
  let [fromMs, toMs, duplicates, unjudged] = [Infinity, -Infinity, 0, 0];

  const evidenceOf = (id: string): SessionEvidence | null => {
    const known = byId.get(id);
    if (known) return known;
    if (sessions.length >= maxSessions) return null;
    const evidence = createEvidence(id, sessions.length);
    sessions.push(evidence);
    byId.set(id, evidence);
    return evidence;
  };
  const addWithoutSession = (record: OtlpRecord) => {
    withoutSession[record.signal]++;
    association?.hold(record);
  };

  return {
    add(record: OtlpRecord): void {
      if (record.timeMs > 0) fromMs = Math.min(fromMs, record.timeMs);
      toMs = Math.max(toMs, record.endMs);
      const isEvent = isSessionEvent(record);
      records[isEvent ? 'events' : record.signal]++;
      const id = sessionIdOf(record);
      if (id === null) return isEvent ? undefined : addWithoutSession(record);
      const evidence = evidenceOf(id);
      if (evidence === null) {
        unjudged++;
        return;
      }
      association?.note(evidence, record);
      if (isEvent ? addEvent(evidence, record, identities) : addRecord(evidence, record, identities)) duplicates++;
    },
    close(limits: Limits, badLines: Audit['badLines']): Audit {
      const implicit = association?.join(sessions, identities);
      const nowMs = limits.nowMs ?? Math.max(0, toMs);
      const options: JudgeOptions = { nowMs, idleMs: limits.idleMs, unassigned: association?.unassigned ?? { spans: 0, logs: 0 } };
      const verdicts = { ...NO_VERDICTS };
      const judged = { [Symbol.iterator]: () => judgeAll(sessions, options) };
      for (const { verdict } of judged) verdicts[verdict]++;
      return {
        fromMs: fromMs === Infinity ? null : fromMs,
        toMs: toMs > 0 ? toMs : null,
        nowMs,
        records,
        duplicates: duplicates + (implicit?.duplicates ?? 0),
        withoutSession,
        implicit: implicit?.joined ?? { spans: 0, logs: 0 },
        unjudged,
        badLines,
        sessionCount: sessions.length,
        verdicts,
        sessions: judged,
      };
    },
  };
}

const NO_VERDICTS: Record<SessionVerdict, number> = {
  complete: 0,
  'presumed complete': 0,
  open: 0,
  'ended, not sealed': 0,
  'never ended': 0,
  incomplete: 0,
  unknown: 0,
  contradictory: 0,
};

function* judgeAll(sessions: readonly SessionEvidence[], options: JudgeOptions): Generator<AuditedSession> {
  for (const evidence of sessions) yield judge(evidence, options);
}
