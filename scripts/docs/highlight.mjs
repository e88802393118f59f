/** Code with its comments, strings and keywords marked. A look, not a parser: what it does not know stays plain. */

const KEYWORDS =
  'as async await class const declare else export extends false for from function if import in interface let new null of readonly return throw true try type typeof undefined void while with';
const SCRIPT = new RegExp(
  [
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)/.source,
    /(?<string>'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)/.source,
    `(?<keyword>\\b(?:${KEYWORDS.replaceAll(' ', '|')})\\b)`,
  ].join('|'),
  'g',
);
const SHELL = /(?<comment>(?<=^|\s)#[^\n]*)|(?<string>'[^'\n]*'|"[^"\n]*")/g;
/** @type {Readonly<Record<string, RegExp>>} */
const LANGUAGES = {
  ts: SCRIPT,
  tsx: SCRIPT,
  js: SCRIPT,
  mjs: SCRIPT,
  json: SCRIPT,
  kotlin: SCRIPT,
  kt: SCRIPT,
  swift: SCRIPT,
  sh: SHELL,
  yaml: SHELL,
};

/** @param {string} text */
export function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/**
 * @param {string} code
 * @param {string} language
 * @returns {string} HTML
 */
export function highlighted(code, language) {
  const pattern = LANGUAGES[language];
  if (!pattern) return escaped(code);
  let html = '';
  let end = 0;
  for (const match of code.matchAll(pattern)) {
    const [kind] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? ['plain'];
    html += `${escaped(code.slice(end, match.index))}<i class="${kind}">${escaped(match[0])}</i>`;
    end = match.index + match[0].length;
  }
  return html + escaped(code.slice(end));
}
