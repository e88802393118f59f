import type { SessionPolicy } from '../../machines/policy.ts';
import type { Dialect, Fields } from './dialect.ts';
import { deadlineSql, deadlinesSql, lapseReasonSql, resumedSql } from './limits-sql.ts';
import { changed, type StateShape } from './session-state.ts';

/** The chart of one policy as SQL: what a row, or time alone, makes of a state. */
export interface FoldSql {
  /** Ends the session that is over at this instant, and the empty one that may have followed. */
  lapse(state: string, at: string): string;
  /** What a row does. */
  step(state: string, row: string): string;
}

const and = (...conditions: (string | false)[]) => conditions.filter(Boolean).join(' AND ');

export function foldSql(policy: SessionPolicy, shape: StateShape, { sql, isTwofold }: { sql: Dialect; isTwofold: boolean }): FoldSql {
  const { inactivity, duration, telemetryCount } = policy.endAfter;
  const { has } = shape;
  const struct = (state: string, changes: Fields) => sql.struct(changed(shape, state, changes));
  /** Both branches of a `CASE` have to be of one type. */
  const [zero, one] = [0, 1].map((count) => `CAST(${count} AS ${sql.types.integer})`) as [string, string];

  /** A session that starts, `counted` records in it. Where nothing resumes, what it counts from is its start. */
  const started = (state: string, at: string, reason: string, counted: string): Fields => ({
    live: 'TRUE',
    ordinal: `${state}.ordinal + 1`,
    start_ms: at,
    start_reason: reason,
    active_ms: at,
    seen_ms: at,
    events: zero,
    idle_from_ms: at,
    duration_from_ms: at,
    away_from_ms: at,
    counted,
  });
  /** The state after an end at `lapse`: the next session, where the policy renews and somebody was there, else none. */
  const ended = (s: string, { end, lapse, reason, more }: Readonly<Record<'end' | 'lapse' | 'reason' | 'more', string>>) => {
    const session = sql.struct({
      ordinal: `${s}.ordinal`,
      start_ms: `${s}.start_ms`,
      end_ms: end,
      start_reason: `${s}.start_reason`,
      end_reason: reason,
      events: more === '0' ? `${s}.events` : `${s}.events + ${more}`,
    });
    const told = { ended: sql.append(`${s}.ended`, session) };
    const over = struct(s, { ...told, live: 'FALSE', ...(has.stop && { stopped: 'TRUE' }) });
    if (policy.then !== 'renew') return over;
    const next = struct(s, { ...told, ...started(s, lapse, sql.text('renewal'), zero) });
    return `CASE WHEN ${renews(s, lapse)} THEN ${next} ELSE ${over} END`;
  };
  const renews = (s: string, lapse: string) =>
    `(${s}.start_reason <> 'renewal' OR ${s}.active_ms > ${s}.start_ms OR ${s}.counted > 0) ${has.openness ? ` AND NOT (${s}.closed AND ${s}.shut_ms <= ${lapse})` : ''}`;

  const lapseOnce = (s: string, at: string) => {
    const deadlines = deadlinesSql(policy, s, sql);
    const deadline = deadlineSql(deadlines, sql.types.integer);
    const cutOff = `CASE WHEN ${deadlines.max_duration} = ${deadline} THEN ${deadline} ELSE ${s}.seen_ms END`;
    const reason = lapseReasonSql(deadlines, deadline, sql);
    return `CASE WHEN ${s}.live AND ${at} >= ${deadline} THEN ${ended(s, {
      end: duration ? cutOff : `${s}.seen_ms`,
      lapse: deadline,
      reason,
      more: '0',
    })} ELSE ${s} END`;
  };
  /** What a session renewed at its start instant cannot be renewed again, so it lapses twice at the most. */
  const lapse = (s: string, at: string) =>
    policy.then === 'renew' ? sql.bind('renewed', lapseOnce(s, at), (next) => lapseOnce(next, at)) : lapseOnce(s, at);

  const starts = (s: string, row: string) => and(has.stop && `NOT ${s}.stopped`, `${row}.starts`);
  const isFull = (s: string, row: string) => `${row}.counts AND ${s}.counted >= ${telemetryCount}`;
  /** The row ends the session: it is one record too many, or the policy lists it. */
  const endByRow = (s: string, row: string) => {
    const isNews = has.visibility ? `(CASE ${row}.turns WHEN 'hide' THEN NOT ${s}.hidden WHEN 'show' THEN ${s}.hidden ELSE TRUE END)` : '';
    const isOld = `${row}.at_ms - ${s}.start_ms >= ${Math.max(1, policy.minDurationMs ?? 0)}`;
    const lists = policy.endOn?.length ? [and(`${row}.ends IS NOT NULL`, isOld, isNews)] : [];
    const full = telemetryCount === undefined ? [] : [isFull(s, row)];
    const opens = policy.then === 'renew' ? `(${renews(s, `${row}.at_ms`)}) OR ${row}.starts` : `${row}.starts`;
    const isLast = policy.then === 'stop' ? '1' : `CASE WHEN ${opens} THEN 0 ELSE 1 END`;
    const byList = ended(s, { end: `${row}.at_ms`, lapse: `${row}.at_ms`, reason: `${row}.ends`, more: isLast });
    const byCount = ended(s, { end: `${s}.seen_ms`, lapse: `${row}.at_ms`, reason: sql.text('telemetry_limit'), more: '0' });
    const cases = [
      ...full.map((condition) => `WHEN ${and(`${s}.live`, condition)} THEN ${byCount}`),
      ...lists.map((condition) => `WHEN ${and(`${s}.live`, condition)} THEN ${byList}`),
    ];
    return cases.length === 0 ? null : `CASE ${cases.join('\n')} ELSE ${s} END`;
  };

  /** Whether the app is hidden or closed is remembered where no session lives, too. */
  const whereabouts = (s: string, row: string): Fields => ({
    ...(has.visibility && { hidden: `CASE ${row}.turns WHEN 'hide' THEN TRUE WHEN 'show' THEN FALSE ELSE ${s}.hidden END` }),
    ...(has.visibilityTime && { turned_ms: `CASE WHEN ${row}.turns IN ('hide', 'show') THEN ${row}.at_ms ELSE ${s}.turned_ms END` }),
    ...(has.openness && {
      closed: `CASE ${row}.turns WHEN 'close' THEN TRUE WHEN 'open' THEN FALSE ELSE ${s}.closed END`,
      shut_ms: `CASE WHEN ${row}.turns IN ('close', 'open') THEN ${row}.at_ms ELSE ${s}.shut_ms END`,
    }),
  });
  /** A row in a state whose session, if any, goes on. */
  const handle = (s: string, row: string) => {
    const at = `${row}.at_ms`;
    const isLive = struct(s, lives(s, row, notes(s, row)));
    const start = struct(s, {
      ...started(s, at, `${row}.cause`, `CASE WHEN ${row}.counts THEN ${one} ELSE ${zero} END`),
      events: one,
      ...whereabouts(s, row),
    });
    const waits = whereabouts(s, row);
    const wait = Object.keys(waits).length > 0 ? struct(s, waits) : s;
    return `CASE WHEN ${s}.live THEN ${isLive}\nWHEN ${starts(s, row)} THEN ${start}\nELSE ${wait} END`;
  };
  /** What the row means to a live session. */
  const notes = (s: string, row: string): Fields => {
    const every = policy.extendEveryMs ?? 0;
    const isActivity = every > 0 ? `(${row}.extends AND ${row}.at_ms - ${s}.active_ms >= ${every})` : `${row}.extends`;
    const hides = has.visibility ? `(${row}.turns = 'hide' AND NOT ${s}.hidden)` : null;
    const shows = has.visibility ? `(${row}.turns = 'show' AND ${s}.hidden)` : null;
    const turns = has.visibility ? [`${hides}`, `${shows}`] : [];
    const splits = policy.splitOn?.length ? [`(${row}.turns = '' AND ${row}.splits)`] : [];
    return {
      is_activity: isActivity,
      is_seen: [
        ...(isActivity === 'FALSE' ? [] : [isActivity]),
        `${row}.counts`,
        `${row}.turns IN ('open', 'close')`,
        ...turns,
        ...splits,
      ].join(' OR '),
      ...(has.visibility && { hides: `${hides}`, shows: `${shows}` }),
      ...(has.openness && {
        opens: `(${row}.turns = 'open' AND ${s}.closed)`,
        closes: `(${row}.turns = 'close' AND NOT ${s}.closed)`,
      }),
    };
  };
  const ENTERED: Readonly<Record<string, readonly [note: string, since: string]>> = {
    background: ['hides', 'turned_ms'],
    foreground: ['shows', 'turned_ms'],
    open: ['opens', 'shut_ms'],
    closed: ['closes', 'shut_ms'],
  };
  const lives = (s: string, row: string, noted: Fields): Fields => {
    const at = `${row}.at_ms`;
    const resumes = (limit: typeof inactivity, from: string) => {
      const [note = '', since = ''] = ENTERED[limit?.while ?? ''] ?? [];
      return limit ? `CASE WHEN ${noted[note]} THEN ${resumedSql(limit, { from, since: `${s}.${since}`, at })} ELSE ${from} END` : from;
    };
    const idleFrom = `CASE WHEN ${noted.is_activity} THEN greatest(${s}.idle_from_ms, ${at}) ELSE ${s}.idle_from_ms END`;
    return {
      active_ms: `CASE WHEN ${noted.is_activity} THEN ${at} ELSE ${s}.active_ms END`,
      seen_ms: `CASE WHEN ${noted.is_seen} THEN ${at} ELSE ${s}.seen_ms END`,
      events: `${s}.events + 1`,
      ...(inactivity?.while !== undefined && { idle_from_ms: resumes(inactivity, idleFrom) }),
      ...(duration?.while !== undefined && { duration_from_ms: resumes(duration, `${s}.duration_from_ms`) }),
      ...awayFrom(s, at, noted, resumes),
      ...whereabouts(s, row),
      ...(has.visibilityTime && { turned_ms: `CASE WHEN ${noted.hides} OR ${noted.shows} THEN ${at} ELSE ${s}.turned_ms END` }),
      ...(has.openness && { shut_ms: `CASE WHEN ${noted.closes} OR ${noted.opens} THEN ${at} ELSE ${s}.shut_ms END` }),
      ...(has.count && { counted: `${s}.counted + CASE WHEN ${row}.counts THEN 1 ELSE 0 END` }),
    };
  };
  const awayFrom = (s: string, at: string, noted: Fields, resumes: (limit: typeof inactivity, from: string) => string): Fields => {
    const { background } = policy.endAfter;
    if (!background) return {};
    const from = background.while === undefined ? `${s}.away_from_ms` : resumes(background, `${s}.away_from_ms`);
    const goes = `(${noted.hides} OR ${noted.closes}) AND NOT (${s}.hidden OR ${s}.closed)`;
    return { away_from_ms: `CASE WHEN ${goes} THEN ${at} ELSE ${from} END` };
  };

  /** One of the two things that a row of activity does. */
  const chosen = (s: string, row: string, of: (row: string) => string) => {
    if (!isTwofold) return of(row);
    const names = ['cause', 'starts', 'extends', 'counts', 'turns', ...(policy.endOn?.length ? ['ends'] : [])];
    const fields = [...names, ...(policy.splitOn?.length ? ['splits'] : [])].map((name) => [
      name,
      `CASE WHEN ${s}.live THEN ${row}.${name} ELSE ${row}.idle_${name} END`,
    ]);
    return sql.bind('does', sql.struct({ at_ms: `${row}.at_ms`, ...Object.fromEntries(fields) }), of);
  };
  return {
    lapse,
    step: (state, row) =>
      sql.bind('now', lapse(state, `${row}.at_ms`), (s) =>
        chosen(s, row, (does) => {
          const byRow = endByRow(s, does);
          return byRow === null ? handle(s, does) : sql.bind('after', byRow, (next) => handle(next, does));
        }),
      ),
  };
}
