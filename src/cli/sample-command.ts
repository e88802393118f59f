import { sampleActivity } from '../tools/index.ts';
import { parseOptions, wholeNumber } from './options.ts';
import { type Terminal, UsageError } from './terminal.ts';

const SAMPLE_HELP = `sessionchart sample [--users N] [--days N] [--seed N]

Writes made-up activity as CSV to standard output, sorted by time: page views and clicks, apps that go to the
background and come back. The same seed gives the same rows.

  --users N     people, 2000 by default
  --days N      days from 2025-01-06, 7 by default
  --seed N      1 by default
`;

const OPTIONS = { users: { type: 'string' }, days: { type: 'string' }, seed: { type: 'string' } } as const;

/** `sessionchart sample`. @throws UsageError */
export async function sampleCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  if (values.help) return terminal.out(SAMPLE_HELP);
  if (positionals.length > 0) throw new UsageError(`sample: expected options alone, came ${JSON.stringify(positionals[0])}`);
  const rows = sampleActivity({
    users: wholeNumber('users', values.users, { least: 1, otherwise: 2_000 }),
    days: wholeNumber('days', values.days, { least: 1, otherwise: 7 }),
    seed: wholeNumber('seed', values.seed, { least: 0, otherwise: 1 }),
  });
  for (const piece of rows) terminal.out(piece);
}
