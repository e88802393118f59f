/**
 * `npm start`: installs and builds what is missing, runs the demo, then serves the visualizer and prints its address. Where nobody
 * looks (no terminal, or CI) it ends after the demo, unless `--serve` says otherwise.
 */
import { ensureBuilt, ensureInstalled, runOrExit } from './bootstrap.mjs';

ensureInstalled();
ensureBuilt();
const args = process.argv.slice(2).filter((arg) => arg !== '--serve');
runOrExit(process.execPath, ['dist/cli.js', 'demo', ...args]);
const isWatched = process.stdout.isTTY && !process.env.CI && !args.includes('--help');
if (isWatched || process.argv.includes('--serve')) {
  console.log('');
  runOrExit(process.execPath, ['dist/cli.js', 'inspect']);
} else {
  console.log('See it: npm start -- --serve');
}
