/** `npm run build`. Calls tsdown's API, since its command warns at every run that its next version wants Node 22. */
import { ensureBuilt, ensureInstalled } from './bootstrap.mjs';

ensureInstalled();
if (process.argv.includes('--if-stale')) {
  ensureBuilt();
} else {
  const { build } = await import('tsdown');
  await build({ config: true, logLevel: process.argv.includes('--quiet') ? 'warn' : 'info' });
}
