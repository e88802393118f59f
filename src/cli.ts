#!/usr/bin/env node
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { main } from './cli/main.ts';
import { serveSimulation } from './cli/simulate-worker.ts';
import { DEFAULT_COLUMNS } from './cli/terminal.ts';

/** A reader that has seen enough (`| head`) is no failure. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

if (parentPort && !isMainThread) serveSimulation(workerData, parentPort);
else void run();

async function run(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2), {
    stdin: process.stdin,
    out: (text) => {
      process.stdout.write(text);
    },
    err: (text) => {
      process.stderr.write(text);
    },
    workerScript: new URL(import.meta.url),
    isInteractive: process.stderr.isTTY === true,
    // Some terminals say that they have none, and no table fits into very few.
    columns: Math.max(40, Math.min(DEFAULT_COLUMNS, process.stdout.columns || Number(process.env.COLUMNS) || DEFAULT_COLUMNS)),
  });
}
