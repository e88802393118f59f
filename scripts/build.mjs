/** `npm run build`. Calls tsdown's API, since its command warns at every run that its next version wants Node 22. */
import { ensureBuilt, ensureInstalled } from './bootstrap.mjs';

ensureInstalled();
if (process.argv.includes('--if-stale')) {
  ensureBuilt();
} else {
  const { build } = await import('tsdown');
  const { buildNative } = await import('./build-native.mjs');
  const { buildScriptTag } = await import('./build-script-tag.mjs');
  const { buildVisualizer } = await import('./build-visualizer.mjs');
  const quiet = process.argv.includes('--quiet');
  await build({ config: true, logLevel: quiet ? 'warn' : 'info' });
  await buildNative({ quiet });
  await buildScriptTag({ quiet });
  await buildVisualizer({ quiet });
}
