import type { Compared } from '../../src/inspect/index.ts';

type Values = Readonly<Record<string, Compared>>;

const list = (value: Compared | undefined): readonly string[] =>
  Array.isArray(value) ? value : value === null || value === undefined ? [] : [String(value)];
const names = (values: Values, name: string) =>
  list(values.trigger).some((trigger) => list(values[name]).some((one) => trigger === one || trigger.startsWith(`${one}.`)));
const isTelemetry = (values: Values) => /^telemetry(\.|$)/.test(String(values.trigger));
const isAhead = (v: Values) => {
  if (v['record.id'] === undefined) return false;
  if (v['record.ordinal'] !== v.ordinal) return Number(v['record.ordinal']) > Number(v.ordinal);
  if (v['record.startTimeMs'] !== v.startTimeMs) return Number(v['record.startTimeMs']) < Number(v.startTimeMs);
  return String(v['record.id']) < String(v.id);
};
const isOver = (v: Values) => v['record.deadlineMs'] !== null && Number(v.atMs) >= Number(v['record.deadlineMs']);

const isHiddenElsewhere = (v: Values) => v.isHidden === false && v['merged.isHidden'] === true;
const isShownElsewhere = (v: Values) => v.isHidden === true && v['merged.isHidden'] === false;
const isUpdatedElsewhere = (v: Values) => v.partIndex !== v['merged.partIndex'] || list(v['merged.news']).length > 0;

/** Each guard once more, written anew, and knowing nothing but the values that were told. */
const ANSWERS: Readonly<Record<string, (values: Values) => boolean>> = {
  isLapsed: (v) => v.deadlineMs !== null && Number(v.atMs) >= Number(v.deadlineMs),
  isHidden: (v) => v.isHidden === true,
  isVisible: (v) => v.isHidden === false,
  starts: (v) => names(v, 'startOn'),
  splits: (v) => names(v, 'splitOn'),
  isFull: (v) => v.isTelemetry === true && v.telemetryCount !== null && Number(v.stamped) >= Number(v.telemetryCount),
  ends: (v) => {
    if (!names(v, 'endOn') || Number(v.ageMs) < Math.max(1, Number(v.minDurationMs))) return false;
    const [root] = String(v.trigger).split('.');
    return root === 'background' ? v.isHidden === false : root !== 'foreground' || v.isHidden === true;
  },
  mayEnd: (v) => {
    const isWish = (v.reason === 'manual' || String(v.reason).startsWith('app.')) && v.link === true && v.clear === false;
    return v.reason !== null && (!isWish || Number(v.ageMs) >= Number(v.minDurationMs));
  },
  counts: (v) => isTelemetry(v) || (names(v, 'extendOn') && Number(v.sinceLastMs) >= Number(v.extendEveryMs)),
  renews: (v) => v.renews === true,
  stops: (v) => v.then === 'stop',
  isRevoked: (v) => v.revoke === true && Number(v.ordinal) > 0,
  isEndedElsewhere: (v) => (v['merged.endReason'] ?? null) !== null,
  isHiddenAndUpdatedElsewhere: (v) => isHiddenElsewhere(v) && isUpdatedElsewhere(v),
  isShownAndUpdatedElsewhere: (v) => isShownElsewhere(v) && isUpdatedElsewhere(v),
  isHiddenElsewhere,
  isShownElsewhere,
  isUpdatedElsewhere,
  isSameSession: (v) => v['record.id'] === v.id,
  isNewer: isAhead,
  isNewerAndEnded: (v) => isAhead(v) && v['record.endReason'] !== null,
  isNewerAndCutOff: (v) =>
    v.evidence !== null &&
    !(v['record.isHidden'] === true && v.evidence !== 'crash_reported') &&
    isAhead(v) &&
    (v.endsByRestart === true || isOver(v)),
  isNewerAndLapsed: (v) => isAhead(v) && isOver(v),
};

export function answerOf(guard: string, values: Values): boolean {
  const answer = ANSWERS[guard];
  if (!answer) throw new Error(`nothing judges ${guard}`);
  return answer(values);
}

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, min: 60_000, s: 1_000 };
const msOf = (text: string) =>
  [...text.matchAll(/([\d.]+) (d|h|min|s)\b/g)].reduce(
    (sum, [, number, unit]) => sum + Math.round(Number(number) * (UNIT_MS[unit ?? ''] ?? Number.NaN)),
    0,
  );
const DURATION = '(−?(?:[\\d.]+ (?:d|h|min|s)\\b ?)+)';

/** What a line says that it compared, in milliseconds; nothing where the line was cut. */
export function durationsIn(line: string): { readonly a: number; readonly sign: string; readonly b: number }[] {
  if (line.includes('…')) return [];
  return [...line.matchAll(new RegExp(`${DURATION}([≥<]) ${DURATION}`, 'g'))].map(([, a = '', sign = '', b = '']) => ({
    a: (a.startsWith('−') ? -1 : 1) * msOf(a),
    sign,
    b: msOf(b),
  }));
}
