import type { Limit, SessionPolicy } from '../../machines/policy.ts';
import { policies } from '../policies/index.ts';
import { formatSpan } from '../tools/index.ts';
import { parseOptions } from './options.ts';
import { type Terminal, UsageError } from './terminal.ts';

const POLICIES_HELP = `sessionchart policies [--json]

Lists the presets that simulate takes by name: when each ends a session, and what follows.

  --json     prints them whole
`;

const WHERE = { foreground: ' in the foreground', background: ' in the background', open: ' while open', closed: ' while closed' } as const;

const limit = (value: Limit | undefined) => (value ? `${formatSpan(value.ms)}${value.while ? WHERE[value.while] : ''}` : '–');

const cells = ({ name, endAfter, endOn, then }: SessionPolicy) => [
  name,
  limit(endAfter.inactivity),
  limit(endAfter.duration),
  limit(endAfter.background),
  endOn?.join(', ') ?? '–',
  then,
];

/** `sessionchart policies`. @throws UsageError */
export async function policiesCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parseOptions(args, { json: { type: 'boolean' } });
  if (values.help) return terminal.out(POLICIES_HELP);
  if (positionals.length > 0) throw new UsageError(`policies: expected no arguments, came ${JSON.stringify(positionals[0])}`);
  if (values.json) return terminal.out(`${JSON.stringify(policies, null, 2)}\n`);
  const header = ['', 'inactivity', 'duration', 'background', 'ends on', 'then'];
  const rows = policies.map(cells);
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('   ')
      .trimEnd();
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 3, -3));
  terminal.out(`${[line(header), rule, ...rows.map(line)].join('\n')}\n`);
}
