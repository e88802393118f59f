/** Writes `docs/policies.md`, all presets side by side with the source of every value; with `--check` it compares. */
import { writeOrCheck } from './generated.mjs';

const { sourcedPolicies } = await import('./generate-schemas.mjs');
const { formatSpan } = await import('../src/tools/index.ts');

/** @typedef {import('../machines/policy.ts').SessionPolicy} SessionPolicy */

/**
 * Columns: what a cell says, and the paths of the values in it.
 *
 * @type {readonly (readonly [title: string, paths: readonly string[], tell: (policy: SessionPolicy) => string])[]}
 */
const COLUMNS = [
  ['starts on', ['startOn'], ({ startOn }) => names(startOn)],
  [
    'goes on with',
    ['extendOn', 'extendEveryMs', 'heartbeatEveryMs', 'heartbeatWhile'],
    ({ extendOn, extendEveryMs }) => names(extendOn) + (extendEveryMs ? `, at most each ${formatSpan(extendEveryMs)}` : ''),
  ],
  ['over after inactivity', ['endAfter.inactivity'], ({ endAfter }) => limit(endAfter.inactivity)],
  ['after duration', ['endAfter.duration'], ({ endAfter }) => limit(endAfter.duration)],
  ['other ends', ['endOn', 'endAfter.background', 'endAfter.telemetryCount', 'minDurationMs', 'splitOn'], otherEnds],
  [
    'then',
    ['then', 'lingerMs'],
    ({ then, lingerMs = 0 }) => then + (lingerMs === null ? ', id stays' : lingerMs > 0 ? `, id stays ${formatSpan(lingerMs)}` : ''),
  ],
  [
    'shared by',
    ['scope', 'adopt', 'persist', 'withoutStore'],
    ({ scope, adopt, withoutStore }) => scope + (adopt ? `, ${adopt}` : '') + (withoutStore === 'none' ? ', needs a store' : ''),
  ],
  ['clock', ['clock'], ({ clock = 'wall' }) => clock],
  ['sampling', ['sampling'], ({ sampling }) => (sampling ? `by ${sampling.by}` : '–')],
  ['id', ['idFormat'], ({ idFormat }) => idFormat ?? '–'],
];

/** @param {readonly string[] | undefined} list */
function names(list) {
  return list?.length ? list.join(', ') : '–';
}

/** @param {import('../machines/policy.ts').Limit | undefined} value */
function limit(value) {
  if (!value) return '–';
  const where = value.while
    ? ` ${{ foreground: 'in the foreground', background: 'in the background', open: 'while open', closed: 'while closed' }[value.while]}`
    : '';
  return `${value.inclusive ? '>' : '≥'} ${formatSpan(value.ms)}${where}${value.everyMs ? `, looked at each ${formatSpan(value.everyMs)}` : ''}`;
}

/** @param {SessionPolicy} policy */
function otherEnds({ endOn, endAfter }) {
  const away = endAfter.background ? [`${limit(endAfter.background)} away`] : [];
  const full = endAfter.telemetryCount ? [`${endAfter.telemetryCount} records`] : [];
  return [...(endOn ?? []), ...away, ...full].join(', ') || '–';
}

/** @param {SessionPolicy} policy @param {readonly string[]} paths */
function sourcesOf({ sources = {} }, paths) {
  return Object.entries(sources).filter(([at]) => paths.some((path) => at === path || at.startsWith(`${path}.`)));
}

/** @param {string} text */
const escaped = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
/** @param {string} text */
const quoted = (text) => escaped(text).replaceAll('"', "'");

/** @param {SessionPolicy} policy */
function row(policy) {
  const cells = COLUMNS.map(([, paths, tell]) => {
    const value = escaped(tell(policy));
    const told = sourcesOf(policy, paths).map(([, source]) => source);
    if (told.length > 0) return `[${value}](#${policy.name} "${quoted(told.join('; '))}")`;
    return value === '–' ? value : `(${value})`;
  });
  return `| [${policy.name}](#${policy.name}) | ${cells.join(' | ')} |`;
}

/** @param {SessionPolicy} policy */
function section(policy) {
  const { sources = {} } = policy;
  const lines = Object.entries(sources).map(([path, source]) => `- \`${path}\` ${escaped(source)}`);
  return `### ${policy.name}\n\n[As JSON](../schemas/policies/${policy.name}.json)\n\n${lines.join('\n')}\n`;
}

const policies = sourcedPolicies();
const head = ['policy', ...COLUMNS.map(([title]) => title)];
writeOrCheck({
  'docs/policies.md': `# Policies

<!-- Generated from src/policies by scripts/generate-policies.mjs. -->

Sessions of ${policies.length - 1} SDKs and products as data, and the default of this library. Every cell says where its value comes from: its
title does at once, its link leads to the list below. \`–\` and what stands in brackets are defaults, for which a preset says nothing.
\`≥\`: over at exactly that age; \`>\`: a millisecond later. What the fields mean: [the policy](../machines/README.md#the-policy). How well 14 of them agree with the published SDKs: \`npm run parity\`.

| ${head.join(' | ')} |
|${head.map(() => '---').join('|')}|
${policies.map(row).join('\n')}

## Sources

${policies.map(section).join('\n')}`,
});
