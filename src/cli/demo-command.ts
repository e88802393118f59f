import { sampleActivity, simulate } from '../tools/index.ts';
import { choosePolicies } from './choose-policies.ts';
import { count } from './comparison-table.ts';
import { parseOptions } from './options.ts';
import { tableWithNotes } from './simulate-command.ts';
import { type Terminal, UsageError } from './terminal.ts';

const DEMO_HELP = `sessionchart demo

Makes up a week of activity and prints what sessions four policies make of it.
`;

const WEEK = { users: 2_000, days: 7, seed: 1 } as const;
const COMPARED = ['default', 'default,inactivity=15m', 'otel-web', 'ga4'];

async function* encoded(pieces: Iterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const piece of pieces) yield encoder.encode(piece);
}

/** `sessionchart demo`. @throws UsageError */
export async function demoCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parseOptions(args, {});
  if (values.help) return terminal.out(DEMO_HELP);
  if (positionals.length > 0) throw new UsageError(`demo: expected no arguments, came ${JSON.stringify(positionals[0])}`);
  const policies = choosePolicies(COMPARED);
  const source = { name: 'sample', reopens: true, open: () => encoded(sampleActivity(WEEK)) };
  const simulation = await simulate([source], { policies });
  terminal.out(`A made-up week of ${count(simulation.users)} people in an app, as four session policies see it:\n\n`);
  terminal.out(tableWithNotes(simulation, policies, terminal));
  terminal.out('\nTry your own activity: npx sessionchart simulate FILE.csv --policy default --policy inactivity=15m\n');
}
