/** `npm start`: installs and builds what is missing, then runs the demo. */
import { ensureBuilt, ensureInstalled, runOrExit } from './bootstrap.mjs';

ensureInstalled();
ensureBuilt();
runOrExit(process.execPath, ['dist/cli.js', 'demo', ...process.argv.slice(2)]);
