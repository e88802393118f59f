import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escaped, highlighted } from '../../scripts/docs/highlight.mjs';
import { createLinks, sitePath } from '../../scripts/docs/links.mjs';
import { renderMarkdown } from '../../scripts/docs/markdown.mjs';
import { groupsOf } from '../../scripts/docs/pages.mjs';

const render = (markdown: string) => renderMarkdown(markdown, { diagram: '<svg></svg>' });

describe('a page', () => {
  it('has the anchors that GitHub gives its headings', () => {
    const { headings, title } = render('# What `session$` *tells*\n\n## The policy\n\n## Log-in, log-out\n\n## The policy\n');
    expect(title).toBe('What session$ tells');
    expect(headings.map(({ id }) => id)).toEqual(['what-session-tells', 'the-policy', 'log-in-log-out', 'the-policy-1']);
  });

  it('shows the chart where GitHub draws it', () => {
    expect(render('```mermaid\nstateDiagram-v2\n```\n').html).toBe('<svg></svg>');
  });

  it('loses nothing of its code to the colours', () => {
    const plain = (html: string) => html.replaceAll(/<i class="(?:comment|string|keyword)">|<\/i>/g, '');
    const parts = fc.constantFrom("'", '"', '`', '//', '/*', '*/', '\n', '\\', '<', '&', 'const ', '${', ' # ', 'a');
    const language = fc.constantFrom('ts', 'sh', 'json', 'text');
    fc.assert(
      fc.property(
        fc.array(parts).map((list) => list.join('')),
        language,
        (code, name) => {
          expect(plain(highlighted(code, name))).toBe(escaped(code));
        },
      ),
    );
  });
});

describe('a link', () => {
  const pages = new Set(['README.md', 'docs/policies.md', 'machines/README.md']);
  const follow = (from: string, url: string) => {
    const links = createLinks(from, pages);
    return { ...links, html: links.rewrite(`<a href="${url}">`) };
  };

  it.each([
    ['README.md', 'docs/policies.md', 'docs/policies.html'],
    ['README.md', 'machines', 'machines/index.html'],
    ['docs/policies.md', '../README.md', '../index.html'],
    ['docs/policies.md', '../machines/README.md#the-policy', '../machines/index.html#the-policy'],
    ['docs/policies.md', '#default', 'policies.html#default'],
    ['docs/policies.md', '../schemas/policy.json', '../source/schemas/policy.json.html'],
    ['docs/policies.md', '../test/docs', '../source/test/docs/index.html'],
    ['README.md', 'https://opentelemetry.io/', 'https://opentelemetry.io/'],
  ])('from %s to %s leads to %s', (from, url, expected) => {
    const { html, problems } = follow(from, url);
    expect([html, problems]).toEqual([`<a href="${expected}">`, []]);
  });

  it.each([
    ['docs/policies.md', 'README.md', 'leads nowhere'],
    ['README.md', 'docs/no-such-page.md', 'leads nowhere'],
    ['README.md', '../secret.txt', 'leads nowhere'],
    ['README.md', 'https://', 'is no address'],
  ])('from %s to %s %s', (from, url, problem) => {
    expect(follow(from, url).problems).toEqual([`${from}: ${url} ${problem}`]);
  });

  it('names the heading that has to be there', () => {
    expect(follow('README.md', 'docs/policies.md#ga4').anchors).toEqual([
      { to: 'docs/policies.md', fragment: 'ga4', url: 'docs/policies.md#ga4' },
    ]);
  });

  it('leads to one place for each page', () => {
    expect(['README.md', 'docs/a.md', 'a/README.md', 'a.png', 'src/a.ts'].map(sitePath)).toEqual([
      'index.html',
      'docs/a.html',
      'a/index.html',
      'a.png',
      'source/src/a.ts.html',
    ]);
  });
});

it('lists each page once, where its group comes first', () => {
  const paths = ['README.md', 'docs/a.md', 'docs/policies.md', 'docs/recipes/replay.md', 'docs/api/web.md'];
  expect(groupsOf(paths)).toEqual([
    ['', ['README.md']],
    ['Reference', ['docs/policies.md']],
    ['Guides', ['docs/a.md']],
    ['Recipes', ['docs/recipes/replay.md']],
    ['API', ['docs/api/web.md']],
  ]);
});
