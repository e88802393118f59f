#!/usr/bin/env node
import { main } from './cli/main.ts';
import { DEFAULT_COLUMNS } from './cli/terminal.ts';

/** A reader that has seen enough (`| head`) is no failure. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const code = main(process.argv.slice(2), {
  stdin: process.stdin,
  out: (text) => {
    process.stdout.write(text);
  },
  err: (text) => {
    process.stderr.write(text);
  },
  isInteractive: process.stderr.isTTY === true,
  // Some terminals say that they have none, and no table fits into very few.
  columns: Math.max(40, Math.min(DEFAULT_COLUMNS, process.stdout.columns || Number(process.env.COLUMNS) || DEFAULT_COLUMNS)),
});
// No await at the top: the build's target does not have it.
code.then((exitCode) => {
  process.exitCode = exitCode;
});
