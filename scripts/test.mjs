/** `npm test`: installs and builds what is missing, then runs Vitest with the arguments given. */
import { ensureBuilt, ensureInstalled, runOrExit } from './bootstrap.mjs';

ensureInstalled();
ensureBuilt();
runOrExit(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]);
