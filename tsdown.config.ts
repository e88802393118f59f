import { defineConfig } from 'tsdown';
import { presentEntries } from './scripts/entries.mjs';

export default defineConfig({
  entry: presentEntries(),
  tsconfig: 'tsconfig.sources.json',
  format: 'esm',
  // Browsers of the last four years; React Native's Hermes compiles nothing newer either.
  target: 'es2021',
  platform: 'neutral',
  dts: true,
  clean: true,
  fixedExtension: false,
  minify: false,
  inputOptions: { checks: { pluginTimings: false } },
  // Peers are never bundled (tsdown leaves them alone), and anything else from node_modules is a mistake.
  deps: { neverBundle: [/^node:/], onlyBundle: [] },
});
