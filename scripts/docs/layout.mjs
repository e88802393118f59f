/** The frame of every page: its head, the sidebar, what is on this page. No script, so any server and `file:` will do. */
import { posix } from 'node:path';
import { escaped } from './highlight.mjs';
import { sitePath } from './links.mjs';
import { groupsOf } from './pages.mjs';

/** Short names, where a page's heading is long. @type {Readonly<Record<string, string>>} */
const SHORT = {
  'README.md': 'sessionchart',
  'machines/README.md': 'The chart',
  'spec/client-sessions.md': 'Specification',
  'docs/recipes/README.md': 'All recipes',
};

/**
 * @param {{ readonly path: string, readonly title: string, readonly html: string, readonly headings?: readonly { readonly level: number, readonly text: string, readonly id: string }[] }} page
 * @param {ReadonlyMap<string, string>} titles of all pages, by path
 * @returns {string} HTML
 */
export function layOut({ path, title, html, headings = [] }, titles) {
  const at = (/** @type {string} */ to) => posix.relative(posix.dirname(sitePath(path)), to) || posix.basename(to);
  const link = (/** @type {string} */ to) => {
    const name = escaped(SHORT[to] ?? titles.get(to) ?? to);
    return `<li><a href="${at(sitePath(to))}"${to === path ? ' aria-current="page"' : ''}>${name}</a></li>`;
  };
  const groups = groupsOf([...titles.keys()]).map(
    ([group, paths]) => `${group ? `<h2>${group}</h2>` : ''}<ul>${paths.map(link).join('')}</ul>`,
  );
  const parts = headings.filter(({ level }) => level === 2);
  const contents = parts.map(({ text, id }) => `<li><a href="#${id}">${escaped(text)}</a></li>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(path === 'README.md' ? title : `${title} · sessionchart`)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${at('style.css')}">
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<nav class="menu" id="pages" aria-label="All pages">${groups.join('')}<ul><li><a href="${at('try/index.html')}">Try a policy</a></li></ul></nav>
<main id="main">
<a class="to-pages" href="#pages">All pages</a>
${html}
</main>
${parts.length > 1 ? `<aside><nav aria-label="On this page"><h2>On this page</h2><ul>${contents}</ul></nav></aside>` : ''}
</body>
</html>
`;
}
