/** Markdown to HTML as GitHub shows it: the same anchors, so that a link holds in both places. */
import MarkdownIt from 'markdown-it';
import { highlighted } from './highlight.mjs';

/**
 * @typedef {object} Rendered
 * @property {string} html
 * @property {string} title text of the first heading
 * @property {readonly { readonly level: number, readonly text: string, readonly id: string }[]} headings
 */

/**
 * @param {string} markdown
 * @param {{ readonly diagram: string }} parts what stands for each diagram in Mermaid's language
 * @returns {Rendered}
 */
export function renderMarkdown(markdown, { diagram }) {
  const parser = new MarkdownIt({ html: true, linkify: false, highlight: highlighted });
  const tokens = parser.parse(markdown, {});
  const slug = createSlugs();
  const headings = tokens.flatMap((token, index) => {
    if (token.type !== 'heading_open') return [];
    const text = textOf(tokens[index + 1]);
    const id = slug(text);
    token.attrSet('id', id);
    return [{ level: Number(token.tag.slice(1)), text, id }];
  });
  const fence = parser.renderer.rules.fence;
  parser.renderer.rules.fence = (all, index, options, env, self) =>
    all[index]?.info.trim() === 'mermaid' ? diagram : (fence?.(all, index, options, env, self) ?? '');
  parser.renderer.rules.table_open = () => '<div class="wide"><table>';
  parser.renderer.rules.table_close = () => '</table></div>';
  return { html: parser.renderer.render(tokens, parser.options, {}), title: headings[0]?.text ?? 'Untitled', headings };
}

/** @param {import('markdown-it/lib/token.mjs').default | undefined} inline */
function textOf(inline) {
  return (inline?.children ?? []).map(({ type, content }) => (type === 'text' || type === 'code_inline' ? content : '')).join('');
}

/** GitHub's anchors: lower case, no punctuation, a hyphen for each space, a number where one is taken. */
function createSlugs() {
  /** @type {Map<string, number>} */
  const taken = new Map();
  return (/** @type {string} */ text) => {
    const slug = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    const count = taken.get(slug) ?? 0;
    taken.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  };
}
