/** The API reference: a page for each entry point, from the built types and their docstrings. */
import typescript from 'typescript';
import { publicEntries, ROOT } from '../entries.mjs';

/** Longer declarations are folded away. */
const FOLDED_FROM_LINES = 40;
const KINDS = /** @type {const} */ (['Functions', 'Values', 'Classes', 'Types']);

/** @typedef {{ readonly name: string, readonly kind: typeof KINDS[number], readonly code: string, readonly text: string, readonly named: readonly typescript.Symbol[] }} Entry */

/** @returns {Record<string, string>} entry to Markdown */
export function apiPages() {
  const files = publicEntries().map((entry) => `${ROOT}dist/${entry}.d.ts`);
  const program = typescript.createProgram(files, {
    target: typescript.ScriptTarget.ES2022,
    module: typescript.ModuleKind.ESNext,
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    strict: true,
    skipLibCheck: true,
    types: [],
  });
  return Object.fromEntries(publicEntries().map((entry) => [entry, pageOf(entry, program)]));
}

/** @param {string} entry @param {typescript.Program} program */
function pageOf(entry, program) {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(`${ROOT}dist/${entry}.d.ts`);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`dist/${entry}.d.ts is no module`);
  const exported = new Map(checker.getExportsOfModule(module).map((symbol) => [resolved(symbol, checker), symbol.name]));
  const entries = [...exported].map(([symbol, name]) => describe(symbol, name, checker));
  /** What is named in a signature only, found by following the names. @type {Map<typescript.Symbol, Entry>} */
  const behind = new Map();
  for (const queue = entries.flatMap(({ named }) => named); queue.length > 0; ) {
    const symbol = /** @type {typescript.Symbol} */ (queue.shift());
    if (exported.has(symbol) || behind.has(symbol)) continue;
    const found = describe(symbol, symbol.name, checker);
    behind.set(symbol, found);
    queue.push(...found.named);
  }
  const specifier = entry === 'index' ? 'sessionchart' : `sessionchart/${entry}`;
  const sections = KINDS.flatMap((kind) =>
    section(
      kind,
      entries.filter((one) => one.kind === kind),
    ),
  );
  const rest = section('Named by these, not exported', [...behind.values()]);
  return `${[`# ${specifier}`, `\`\`\`ts\nimport { … } from '${specifier}';\n\`\`\``, ...sections, ...rest].join('\n\n')}\n`;
}

/** @param {string} title @param {readonly Entry[]} entries */
function section(title, entries) {
  if (entries.length === 0) return [];
  const sorted = [...entries].sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return [`## ${title}`, ...sorted.map(({ name, code, text }) => [`### \`${name}\``, text, block(code)].filter(Boolean).join('\n\n'))];
}

/** @param {string} code */
function block(code) {
  const fenced = `\`\`\`ts\n${code}\n\`\`\``;
  const lines = code.split('\n').length;
  return lines < FOLDED_FROM_LINES ? fenced : `<details><summary>${lines} lines</summary>\n\n${fenced}\n\n</details>`;
}

/** @param {typescript.Symbol} symbol @param {typescript.TypeChecker} checker */
function resolved(symbol, checker) {
  return symbol.flags & typescript.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/**
 * @param {typescript.Symbol} symbol
 * @param {string} name
 * @param {typescript.TypeChecker} checker
 * @returns {Entry}
 */
function describe(symbol, name, checker) {
  const declarations = symbol.declarations ?? [];
  const code = declarations
    .map((declaration) =>
      statementOf(declaration)
        .getText()
        .replace(/^(export )?declare /, ''),
    )
    .join('\n');
  const tags = symbol.getJsDocTags(checker).map(({ name: tag, text }) => `*${tag}* ${typescript.displayPartsToString(text)}`);
  const text = [typescript.displayPartsToString(symbol.getDocumentationComment(checker)), ...tags].filter(Boolean).join('\n\n');
  return { name, kind: kindOf(symbol), code, text: prose(text), named: declarations.flatMap((one) => namesIn(one, checker)) };
}

/** Docstrings may speak of types in angle brackets, which are no HTML. @param {string} text */
const prose = (text) => text.replaceAll('<', '&lt;');

/** @param {typescript.Declaration} declaration */
function statementOf(declaration) {
  return typescript.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
}

/** @param {typescript.Symbol} symbol @returns {Entry['kind']} */
function kindOf({ flags }) {
  if (flags & typescript.SymbolFlags.Function) return 'Functions';
  if (flags & typescript.SymbolFlags.Class) return 'Classes';
  return flags & typescript.SymbolFlags.Variable ? 'Values' : 'Types';
}

/** Names of this package's own types in a declaration. @param {typescript.Node} node @param {typescript.TypeChecker} checker @returns {typescript.Symbol[]} */
function namesIn(node, checker) {
  /** @type {typescript.Symbol[]} */
  const found = [];
  const visit = (/** @type {typescript.Node} */ child) => {
    const name = typescript.isTypeReferenceNode(child)
      ? child.typeName
      : typescript.isExpressionWithTypeArguments(child)
        ? child.expression
        : null;
    const symbol = name && checker.getSymbolAtLocation(name);
    const target = symbol && resolved(symbol, checker);
    const isOurs = target?.declarations?.some((one) => one.getSourceFile().fileName.startsWith(`${ROOT}dist/`));
    if (target && isOurs && !(target.flags & typescript.SymbolFlags.TypeParameter)) found.push(target);
    typescript.forEachChild(child, visit);
  };
  visit(node);
  return found;
}
