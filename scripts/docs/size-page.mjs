/** The size of each entry point as an app would bundle it, and the limit that the checks hold it to. */
import { spawnSync } from 'node:child_process';
import { ROOT } from '../entries.mjs';

/** @typedef {{ readonly name: string, readonly size: number, readonly sizeLimit: number }} Size */

/** @returns {string} Markdown */
export function sizePage() {
  const { stdout, stderr } = spawnSync(process.execPath, ['node_modules/size-limit/bin.js', '--json'], { cwd: ROOT, encoding: 'utf8' });
  if (!stdout) throw new Error(`size-limit printed nothing: ${stderr}`);
  /** @type {Size[]} */
  const sizes = JSON.parse(stdout);
  const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1_000).toFixed(2)} kB`;
  return `# Sizes

Each entry point bundled for an app with its dependencies, save peers, minified and compressed, in kilobytes of 1,000 bytes. \`npm run check\` fails above a limit.

| Entry point | Size | Limit |
|---|--:|--:|
${sizes.map(({ name, size, sizeLimit }) => `| ${name} | ${kilobytes(size)} | ${kilobytes(sizeLimit)} |`).join('\n')}
`;
}
