/** Links of pages: from Markdown in the repository to the site, and whether each leads somewhere. */
import { existsSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { ROOT } from '../entries.mjs';

const IMAGE = /\.(png|svg|jpg|webp)$/;

/** Where a page or a file of the repository lies in the site. @param {string} path */
export function sitePath(path) {
  if (path === 'README.md') return 'index.html';
  if (path.endsWith('/README.md')) return path.replace(/README\.md$/, 'index.html');
  if (path.endsWith('.md')) return path.replace(/\.md$/, '.html');
  if (path.endsWith('/')) return `source/${path}index.html`;
  return IMAGE.test(path) ? path : `source/${path}.html`;
}

/**
 * @typedef {object} Links
 * @property {(html: string) => string} rewrite
 * @property {Set<string>} files of the repository that are linked and no pages
 * @property {{ readonly to: string, readonly fragment: string, readonly url: string }[]} anchors to be looked for once all pages are there
 * @property {string[]} problems
 */

/**
 * @param {string} from path of the page in the repository
 * @param {ReadonlySet<string>} pages
 * @returns {Links}
 */
export function createLinks(from, pages) {
  /** @type {Links} */
  const links = { rewrite, files: new Set(), anchors: [], problems: [] };
  return links;

  /** @param {string} html */
  function rewrite(html) {
    return html.replace(/(\s(?:href|src|srcset)=")([^"]*)"/g, (_, before, url) => `${before}${resolve(url)}"`);
  }

  /** @param {string} url */
  function resolve(url) {
    if (/^(https?:|data:)/.test(url)) {
      if (!URL.canParse(url)) links.problems.push(`${from}: ${url} is no address`);
      return url;
    }
    const [path = '', fragment = ''] = decodeURI(url).split('#');
    const target = path === '' ? from : find(posix.normalize(posix.join(posix.dirname(from), path)));
    if (target === null) {
      links.problems.push(`${from}: ${url} leads nowhere`);
      return url;
    }
    if (fragment !== '') links.anchors.push({ to: target, fragment, url });
    if (!pages.has(target)) links.files.add(target);
    const relative = posix.relative(posix.dirname(sitePath(from)), sitePath(target)) || posix.basename(sitePath(target));
    return fragment === '' ? relative : `${relative}#${fragment}`;
  }

  /** A page, a file, or what stands for a folder. @param {string} path */
  function find(path) {
    const bare = path.replace(/\/$/, '');
    const found = [bare, `${bare}/README.md`].find((one) => pages.has(one));
    if (found) return found;
    if (bare.startsWith('..') || !existsSync(ROOT + bare)) return null;
    return statSync(ROOT + bare).isDirectory() ? `${bare}/` : bare;
  }
}
