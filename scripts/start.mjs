/**
 * `npm start`: installs and builds what is missing, runs the demo, then serves the visualizer, prints its address, and opens it where
 * there is a screen. Where nobody looks (no terminal, or CI) it ends after the demo, unless `--serve` says otherwise.
 */
import { ensureBuilt, ensureInstalled, runOrExit } from './bootstrap.mjs';

ensureInstalled();
ensureBuilt();
const args = process.argv.slice(2).filter((arg) => arg !== '--serve');
runOrExit(process.execPath, ['dist/cli.js', 'demo', ...args]);
const isWatched = process.stdout.isTTY && !process.env.CI && !args.includes('--help');
if (isWatched || process.argv.includes('--serve')) {
  console.log('');
  // Ctrl+C is for the server, which ends by it; this process waits for that.
  process.on('SIGINT', () => {});
  runOrExit(process.execPath, ['dist/cli.js', 'inspect', ...(isWatched ? ['--open'] : [])]);
} else {
  console.log('See it: npm start -- --serve');
}
