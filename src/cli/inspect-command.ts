import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hasScreen, openBrowser } from './inspect-open.ts';
import { startInspectServer } from './inspect-server.ts';
import { parseOptions, wholeNumber } from './options.ts';
import { type Terminal, UsageError } from './terminal.ts';

const INSPECT_HELP = `sessionchart inspect [--port PORT] [--open]

Serves the visualizer on this machine and prints its address: try policies on activity, or attach a running app.
Ends with Ctrl+C.

  --port PORT   default: a free one
  --open        opens it in your browser, where there is a screen
`;

/** Beside the built command line. */
const FOLDER = fileURLToPath(new URL('./visualizer', import.meta.url));

const interrupted = () =>
  new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });

/** `sessionchart inspect`. @throws UsageError; Error with the system's `code` where the port cannot be had */
export async function inspectCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parseOptions(args, { port: { type: 'string' }, open: { type: 'boolean' } });
  if (values.help) return terminal.out(INSPECT_HELP);
  if (positionals.length > 0) throw new UsageError(`inspect: expected no arguments, came ${JSON.stringify(positionals[0])}`);
  const port = wholeNumber('port', values.port, { least: 0, otherwise: 0 });
  if (port > 65_535) throw new UsageError(`--port: expected at most 65535, came ${JSON.stringify(values.port)}`);
  if (!existsSync(FOLDER)) throw new UsageError(`expected the built page in ${FOLDER}, came nothing; in a clone run: npm run build`);
  const stopped = interrupted();
  const server = await startInspectServer({ folder: FOLDER, port });
  terminal.out(`Visualizer    ${server.url}\nApps attach   ${server.socketUrl}\n\nOn this machine alone. Ctrl+C ends it.\n`);
  if (values.open && hasScreen()) openBrowser(server.url);
  await stopped;
  await server.close();
}
