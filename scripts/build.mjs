import { build, ensureBuilt, ensureInstalled } from './bootstrap.mjs';

ensureInstalled();
if (process.argv.includes('--if-stale')) ensureBuilt();
else build(process.argv.slice(2));
