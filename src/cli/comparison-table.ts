import { formatSpan, type SessionTally, type SimulatedEnd, type Simulation } from '../tools/index.ts';

const GAP = 2;
const LABEL_WIDTH = 23;
const MIN_WIDTH = 13;
const MAX_WIDTH = 22;

export const count = (value: number): string => value.toLocaleString('en-US');
/** Never rounded to none or all of it. */
export const share = (part: number, whole: number) => {
  if (part === whole) return '100 %';
  const percent = (part / whole) * 100;
  return percent < 0.1 ? '<0.1 %' : `${Math.min(99.9, percent).toFixed(1)} %`;
};
const span = (ms: number | null) => (ms === null ? '–' : formatSpan(ms));
/** With its share, in a column of its own. */
const part = (value: number, whole: number) => `${count(value)}  ${value === 0 ? ' '.repeat(7) : share(value, whole).padStart(7)}`;

interface Row {
  readonly label: string;
  readonly cells: readonly string[];
}

/** Limits first, as the chart ranks them, then what ends a session by an event. */
const END_ORDER: readonly SimulatedEnd[] = ['inactivity', 'max_duration', 'background_timeout', 'day_boundary', 'telemetry_limit'];
const END_LABELS: { readonly [reason: string]: string } = { open: 'never (still open)' };

function endRows(tallies: readonly SessionTally[]): Row[] {
  const reasons = new Set(tallies.flatMap(({ endReasons }) => endReasons.map(({ reason }) => reason)));
  const rank = (reason: SimulatedEnd) => (END_ORDER.indexOf(reason) + 1 || END_ORDER.length + 1) + (reason === 'open' ? 1 : 0);
  return [...reasons]
    .sort((a, b) => rank(a) - rank(b))
    .map((reason, i) => ({
      label: `${i === 0 ? 'ended by  ' : '          '}${END_LABELS[reason] ?? reason.replaceAll('_', ' ')}`,
      cells: tallies.map(({ endReasons, sessions }) => part(endReasons.find((end) => end.reason === reason)?.sessions ?? 0, sessions)),
    }));
}

function rowsOf({ events, users, badLines, policies }: Simulation): readonly (Row | null)[] {
  const row = (label: string, cellOf: (tally: SessionTally) => string): Row => ({ label, cells: policies.map(cellOf) });
  const bad = badLines.reduce((sum, line) => sum + line.count, 0);
  return [
    row('events', () => count(events)),
    row('users', () => count(users)),
    row('bad lines', () => count(bad)),
    null,
    row('sessions', ({ sessions }) => count(sessions)),
    row('sessions per user', ({ sessions }) => (users === 0 ? '–' : (sessions / users).toFixed(2))),
    null,
    row('duration  median', ({ durationMs }) => span(durationMs.median)),
    row('          p95', ({ durationMs }) => span(durationMs.p95)),
    row('          max', ({ durationMs }) => span(durationMs.max)),
    null,
    ...endRows(policies),
    null,
    row('single-event sessions', ({ singleEventSessions, sessions }) => part(singleEventSessions, sessions)),
    ...whereAny('empty renewals', policies, ({ emptySessions, sessions }) => [emptySessions, sessions]),
    ...whereAny('events outside', policies, ({ eventsOutside }) => [eventsOutside, events]),
  ];
}

const whereAny = (label: string, tallies: readonly SessionTally[], of: (tally: SessionTally) => readonly [number, number]): Row[] =>
  tallies.some((tally) => of(tally)[0] > 0) ? [{ label, cells: tallies.map((tally) => part(...of(tally))) }] : [];

/** A name in lines of `width`, broken behind commas and hyphens where it can be. */
function wrapName(name: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of name.match(/[^,\s-]*[,\s-]?/g) ?? []) {
    if (line !== '' && line.length + piece.trimEnd().length > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
    for (; line.trimEnd().length > width; line = line.slice(width)) lines.push(line.slice(0, width));
  }
  return [...lines, line.trimEnd()].filter((one) => one !== '');
}

/**
 * One table, policies side by side, numbers to the right. Where they do not fit beside each other in `columns`
 * characters, the rest follows below.
 */
export function comparisonTable(simulation: Simulation, columns: number): string {
  const rows = rowsOf(simulation);
  const widest = Math.max(MIN_WIDTH, ...rows.flatMap((row) => row?.cells.map((cell) => cell.length) ?? []));
  const perBand = Math.max(1, Math.floor((columns - LABEL_WIDTH) / (widest + GAP)));
  const bands = Math.ceil(simulation.policies.length / perBand);
  const each = Math.ceil(simulation.policies.length / bands);
  const width = Math.min(Math.max(widest, MAX_WIDTH), Math.floor((columns - LABEL_WIDTH) / each) - GAP);
  const names = simulation.policies.map(({ policy }) => policy);
  return Array.from({ length: bands }, (_, band) => bandOf(rows, names, { from: band * each, to: (band + 1) * each, width })).join('\n');
}

function bandOf(
  rows: readonly (Row | null)[],
  names: readonly string[],
  { from, to, width }: { from: number; to: number; width: number },
): string {
  const line = (label: string, cells: readonly string[]) =>
    `${label.padEnd(LABEL_WIDTH)}${cells.map((cell) => ' '.repeat(GAP) + cell.padStart(width)).join('')}`.trimEnd();
  const heads = names.slice(from, to).map((name) => wrapName(name, width));
  const height = Math.max(...heads.map((head) => head.length));
  const header = Array.from({ length: height }, (_, i) =>
    line(
      '',
      heads.map((head) => head[i - height + head.length] ?? ''),
    ),
  );
  const rule = '─'.repeat(LABEL_WIDTH + heads.length * (width + GAP));
  const body = rows.map((row) => (row ? line(row.label, row.cells.slice(from, to)) : ''));
  return `${[...header, rule, ...body].join('\n')}\n`;
}
