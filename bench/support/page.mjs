import { tableOf } from './rows.mjs';

/**
 * @typedef {object} Results
 * @property {string} machine
 * @property {Record<string, { title: string, runs: number, rows: import('./rows.mjs').Row[] }>} suites
 */

/** docs/performance.md, all of it. @param {Results} results */
export function performancePage({ machine, suites }) {
  return `# Performance

What \`npm run bench\` last measured, on ${machine}. Each figure is a ratio to a peer or to a physical limit, taken side by side in one run: each run is a process of its own, the runs of what is compared take turns, and within a process so do batches of a millisecond. Processors within an SDK run in isolates of their own, which share their moments but no compiled code. Shown are the median of all runs and the lowest and highest. Nanoseconds and megabytes in brackets are what the ratio was made of on that machine, and no promise for another.

\`npm run bench -- stamping\` measures one group anew. \`npm run bench:soak\` plays a week of a busy page on a virtual clock and looks at memory, storage and timers. \`npm run check\` guards the hot path by counts that no busy machine can change: see \`scripts/hot-path.mjs\`.

<!-- generated: bench -->

${tableOf(Object.values(suites))}

<!-- /generated -->
`;
}
