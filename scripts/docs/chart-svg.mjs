/** The chart as a drawing, from the layout that the visualizer has. */
import { readFileSync } from 'node:fs';
import { ROOT } from '../entries.mjs';
import { escaped } from './highlight.mjs';

/** @typedef {import('../../visualizer/chart/layout.ts').Layout} Layout */

/** @returns {string} SVG, with the page's colours */
export function chartSvg() {
  /** @type {Record<string, Layout>} */
  const { tall } = JSON.parse(readFileSync(`${ROOT}visualizer/generated/chart-layout.json`, 'utf8'));
  if (!tall) throw new Error('visualizer/generated/chart-layout.json has no tall layout');
  const { width, height, states, edges } = tall;
  return `<figure class="wide chart"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="The statechart of a session">
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0.5 L7.5,4 L0,7.5 z"/></marker></defs>
${states.map((state) => box(state, states)).join('\n')}
${edges.map(arrow).join('\n')}
</svg></figure>\n`;
}

/** @param {Layout['states'][number]} state @param {Layout['states']} all */
function box({ id, x, y, width, height }, all) {
  if (id.endsWith('*')) return `<circle cx="${x + 6}" cy="${y + 6}" r="5"/>`;
  const isOuter = all.some((other) => other.id.startsWith(`${id}.`));
  const name = escaped(id.slice(id.lastIndexOf('.') + 1));
  const at = isOuter ? `x="${x + 16}" y="${y + 25}"` : `x="${x + width / 2}" y="${y + height / 2 + 5}" text-anchor="middle"`;
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/><text class="state" ${at}>${name}</text>`;
}

/** @param {Layout['edges'][number]} edge */
function arrow({ points, labels }) {
  const path = points.map((point, index) => `${index === 0 ? 'M' : 'L'}${point.join(',')}`).join(' ');
  const texts = labels.flatMap(({ lines, x, y }) =>
    lines.map((line, index) => `<text x="${x + 4}" y="${y + 12 + index * 15}">${escaped(line)}</text>`),
  );
  return `<path d="${path}" marker-end="url(#head)"/>${texts.join('')}`;
}
