/** Which pages the site has: every Markdown file of the repository where it lies, and those that are made here. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { ROOT } from '../entries.mjs';
import { apiPages } from './api-pages.mjs';
import { sizePage } from './size-page.mjs';

/** @typedef {{ readonly path: string, readonly markdown: string }} Page `path`: of the Markdown file, in the repository */

/** Order of the sidebar. What a pattern names twice stays where it was named first; what none names is reachable by links. */
const GROUPS = /** @type {const} */ ([
  ['', [/^README\.md$/]],
  [
    'Reference',
    [
      /^machines\/README\.md$/,
      /^docs\/(policies|telemetry|semantic-conventions|stability|sizes|performance)\.md$/,
      /^spec\/client-sessions\.md$/,
      /^CHANGELOG\.md$/,
    ],
  ],
  ['Guides', [/^docs\/[^/]+\.md$/]],
  ['Recipes', [/^docs\/recipes\/[^/]+\.md$/]],
  ['Examples', [/^examples\/[^/]+\/README\.md$/]],
  ['API', [/^docs\/api\/[^/]+\.md$/]],
  ['Project', [/^(CONTRIBUTING|(conformance|parity|visualizer|native\/kotlin)\/README)\.md$/]],
]);

/** @returns {Page[]} */
export function readPages() {
  const files = markdownFiles().map((path) => ({ path, markdown: readFileSync(ROOT + path, 'utf8') }));
  const api = Object.entries(apiPages()).map(([entry, markdown]) => ({ path: `docs/api/${entry}.md`, markdown }));
  return [...files, ...api, { path: 'docs/sizes.md', markdown: sizePage() }];
}

/**
 * @param {readonly string[]} paths
 * @returns {readonly (readonly [group: string, paths: readonly string[]])[]}
 */
export function groupsOf(paths) {
  /** @type {Set<string>} */
  const placed = new Set();
  return GROUPS.map(([group, patterns]) => {
    const found = patterns.flatMap((pattern) => paths.filter((path) => pattern.test(path) && !placed.has(path)));
    for (const path of found) placed.add(path);
    return /** @type {const} */ ([group, found]);
  }).filter(([, found]) => found.length > 0);
}

/** Those that git knows or would add; where there is no git, those of the folders that hold some. */
function markdownFiles() {
  const { status, stdout } = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const listed = status === 0 ? stdout.split('\n') : readdirSync(ROOT, { recursive: true, encoding: 'utf8' });
  const isOurs = (/** @type {string} */ path) => path.endsWith('.md') && !/(^|\/)(node_modules|dist|dist-docs)\/|^api\//.test(path);
  return listed.filter((path) => isOurs(path) && existsSync(ROOT + path)).sort();
}
