/**
 * `npm run docs`: every Markdown file as a static site in `dist-docs/`, with an API reference from the built types, the sizes, the chart
 * drawn, and the visualizer. Fails where a link, an image or an anchor leads nowhere.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { ensureBuilt, ensureInstalled } from './bootstrap.mjs';
import { ROOT } from './entries.mjs';

const SITE = `${ROOT}dist-docs/`;

ensureInstalled();
ensureBuilt();
const { readPages } = await import('./docs/pages.mjs');
const { renderMarkdown } = await import('./docs/markdown.mjs');
const { chartSvg } = await import('./docs/chart-svg.mjs');
const { createLinks, sitePath } = await import('./docs/links.mjs');
const { layOut } = await import('./docs/layout.mjs');
const { highlighted, escaped } = await import('./docs/highlight.mjs');

const diagram = chartSvg();
const pages = readPages().map(({ path, markdown }) => ({ path, markdown, ...renderMarkdown(markdown, { diagram }) }));
const paths = new Set(pages.map(({ path }) => path));
const titles = new Map(pages.map(({ path, title }) => [path, title]));
const ids = new Map(pages.map(({ path, html }) => [path, new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id))]));
/** @type {string[]} */
const problems = [];
/** @type {Set<string>} */
const files = new Set();

rmSync(SITE, { recursive: true, force: true });
for (const page of pages) {
  const links = createLinks(page.path, paths);
  write(sitePath(page.path), layOut({ ...page, html: links.rewrite(page.html) }, titles));
  for (const file of links.files) files.add(file);
  const missing = links.anchors.filter(({ to, fragment }) => paths.has(to) && !ids.get(to)?.has(fragment));
  problems.push(...links.problems, ...missing.map(({ url }) => `${page.path}: ${url} names no heading`));
}
for (const file of files) writeFile(file);
write('style.css', readFileSync(new URL('docs/style.css', import.meta.url), 'utf8'));
cpSync(`${ROOT}dist/visualizer`, `${SITE}try`, { recursive: true });

for (const problem of problems) console.error(problem);
console.log(`dist-docs/index.html: ${pages.length} pages, ${files.size} linked files`);
if (problems.length > 0) process.exitCode = 1;

/** An image as it is; of a folder what it holds; of any other file its text. @param {string} file */
function writeFile(file) {
  const to = sitePath(file);
  if (to === file) {
    mkdirSync(dirname(SITE + to), { recursive: true });
    cpSync(ROOT + file, SITE + to);
    return;
  }
  const text = file.endsWith('/')
    ? readdirSync(ROOT + file)
        .sort()
        .join('\n')
    : readFileSync(ROOT + file, 'utf8');
  const html = `<h1>${escaped(file)}</h1>\n<pre><code>${highlighted(text, extname(file).slice(1))}</code></pre>`;
  write(to, layOut({ path: file, title: file, html }, titles));
}

/** @param {string} path @param {string} text */
function write(path, text) {
  mkdirSync(dirname(SITE + path), { recursive: true });
  writeFileSync(SITE + path, text);
}
