import { VERSION } from '../debug/version.ts';
import { ActivityError } from '../tools/index.ts';
import { auditCommand } from './audit-command.ts';
import { demoCommand } from './demo-command.ts';
import { diffCommand } from './diff-command.ts';
import { inferCommand } from './infer-command.ts';
import { inspectCommand } from './inspect-command.ts';
import { unknownName } from './nearest-names.ts';
import { policiesCommand } from './policies-command.ts';
import { sampleCommand } from './sample-command.ts';
import { simulateCommand } from './simulate-command.ts';
import { sqlCommand } from './sql-command.ts';
import { type Terminal, UsageError } from './terminal.ts';

const HELP = `sessionchart COMMAND

  simulate FILE…     what sessions policies make of activity, side by side
  diff FILE…         what changes for sessions when an app moves to another policy
  infer FILE…        which policy explains the session ids that were seen
  sql                a query that makes the sessions where the data are
  audit FILE…        which sessions of exported telemetry are complete, and what is missing
  policies           the presets
  demo               four policies on a made-up week
  inspect            the visualizer: watch an app live, try policies
  sample             made-up activity as CSV

sessionchart COMMAND --help tells more; sessionchart --version, which release this is.
`;

type Command = (args: readonly string[], terminal: Terminal) => Promise<void> | Promise<number>;

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['simulate', simulateCommand],
  ['diff', diffCommand],
  ['infer', inferCommand],
  ['sql', sqlCommand],
  ['audit', auditCommand],
  ['policies', policiesCommand],
  ['demo', demoCommand],
  ['inspect', inspectCommand],
  ['sample', sampleCommand],
]);

function commandNamed(name: string): Command {
  const command = COMMANDS.get(name);
  if (command) return command;
  throw unknownName('command', name, [...COMMANDS.keys()]);
}

/** @returns the exit code: 0, 1 where the work failed (for `audit`, where a session is not in order), 2 where the command was called the wrong way. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...args] = argv;
  try {
    if (name === '--help' || name === '-h' || name === 'help') terminal.out(HELP);
    else if (name === '--version' || name === '-v') terminal.out(`${VERSION}\n`);
    else if (name === undefined) throw new UsageError(`expected a command: ${[...COMMANDS.keys()].join(', ')}`);
    else return (await commandNamed(name)(args, terminal)) ?? 0;
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      const help = name !== undefined && COMMANDS.has(name) ? `sessionchart ${name} --help` : 'sessionchart --help';
      terminal.err(`${error.message}\nSee ${help}\n`);
      return 2;
    }
    const isKnown = error instanceof ActivityError || (error instanceof Error && 'code' in error);
    terminal.err(`${isKnown ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
}
