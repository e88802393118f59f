import { linkOf } from '../shared/url-state.ts';
import { askCsv } from './client.ts';
import { policies } from './state.ts';

/** Presentation that the page's style sheet gives, written into the file, so that it looks the same elsewhere. */
const PROPERTIES = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-family',
  'font-size',
  'font-weight',
  'opacity',
  'text-anchor',
];

function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** An SVG element as a file of its own. */
function svgText(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, index) => {
    const style = getComputedStyle(originals[index] as Element);
    for (const property of PROPERTIES) element.setAttribute(property, style.getPropertyValue(property));
    element.removeAttribute('class');
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.removeAttribute('aria-hidden');
  copy.style.background = getComputedStyle(document.body).backgroundColor;
  return new XMLSerializer().serializeToString(copy);
}

export function exportSvg(): void {
  const svg = document.getElementById('lanes-svg');
  if (svg instanceof SVGSVGElement) download('sessions.svg', new Blob([svgText(svg)], { type: 'image/svg+xml' }));
}

export async function exportCsv(): Promise<void> {
  download('sessions.csv', await askCsv());
}

export const exportPolicy = (index: number): void => {
  const policy = policies.value[index];
  if (policy)
    download(
      `${policy.name.replace(/[^\w.-]+/g, '-')}.json`,
      new Blob([`${JSON.stringify(policy, null, 2)}\n`], { type: 'application/json' }),
    );
};

/** @returns what to tell */
export async function copyLink(): Promise<string> {
  const { link, hasFile } = await linkOf();
  history.replaceState(null, '', link);
  try {
    await navigator.clipboard.writeText(link);
  } catch {
    return 'The link is in the address bar; the browser did not let it be copied.';
  }
  return hasFile ? 'Copied. It restores all you see.' : 'Copied. It restores all but the file, which is too large for a link.';
}
