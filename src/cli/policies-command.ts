import type { Limit, SessionPolicy } from '../../machines/policy.ts';
import { policies } from '../policies/index.ts';
import { formatSpan } from '../tools/index.ts';
import { parseOptions } from './options.ts';
import { type Terminal, UsageError } from './terminal.ts';

const POLICIES_HELP = `sessionchart policies [--json]

Lists the presets that simulate takes by name: when each ends a session, and what follows.

  --json     prints them whole
`;

/** Columns of a terminal; the last cell is cut to it, `--json` has it whole. */
const COLUMNS = 100;
const GAP = '  ';
const WHERE = { foreground: ' in foreground', background: ' in background', open: ' while open', closed: ' while closed' } as const;

const limit = (value: Limit | undefined) => (value ? `${formatSpan(value.ms)}${value.while ? WHERE[value.while] : ''}` : '–');

const cells = ({ name, endAfter, endOn, then }: SessionPolicy) => [
  name,
  limit(endAfter.inactivity),
  limit(endAfter.duration),
  limit(endAfter.background),
  then,
  endOn?.join(', ') ?? '–',
];

/** `sessionchart policies`. @throws UsageError */
export async function policiesCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parseOptions(args, { json: { type: 'boolean' } });
  if (values.help) return terminal.out(POLICIES_HELP);
  if (positionals.length > 0) throw new UsageError(`policies: expected no arguments, came ${JSON.stringify(positionals[0])}`);
  if (values.json) return terminal.out(`${JSON.stringify(policies, null, 2)}\n`);
  const header = ['', 'inactivity', 'duration', 'background', 'then', 'ends on'];
  const rows = policies.map(cells);
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    cut(
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join(GAP)
        .trimEnd(),
    );
  const rule = '─'.repeat(COLUMNS);
  terminal.out(`${[line(header), rule, ...rows.map(line)].join('\n')}\n`);
}

const cut = (line: string) => (line.length > COLUMNS ? `${line.slice(0, COLUMNS - 1)}…` : line);
