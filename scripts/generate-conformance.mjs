/** `conformance/`: the chart as JSON, the schemas, the vectors and the figures of its README; with `--check` it compares. */
import { readFileSync } from 'node:fs';
import { ROOT } from './entries.mjs';
import { writeOrCheck } from './generated.mjs';

const { sessionChart } = await import('../machines/chart.ts');
const presets = await import('../src/policies/index.ts');
const { createCoverage, gapsIn } = await import('../conformance/kit/coverage.ts');
const { play } = await import('../conformance/kit/play.ts');
const { startActor } = await import('../conformance/kit/play-actor.ts');
const { createPolicyVectors } = await import('../conformance/kit/policy-vectors.ts');
const { createReconcileVectors } = await import('../conformance/kit/reconcile-vectors.ts');
const { createVectors } = await import('../conformance/kit/vectors.ts');
const { coreSchema, json, schemaFiles } = await import('./generate-schemas.mjs');

const policies = Object.values(presets).flatMap((value) => ('endAfter' in value ? [value] : []));
const groups = createVectors(policies);
const coverage = createCoverage();
for (const { id, policy, input, events } of Object.values(groups).flat()) {
  const played = JSON.stringify(play(policy, input, events, coverage.start));
  if (played !== JSON.stringify(play(policy, input, events, startActor))) throw new Error(`${id}: the stepper and XState differ`);
}
const gaps = gapsIn(coverage);
if (gaps.length > 0) throw new Error(gaps.join('\n'));

const schemas = schemaFiles();
const lines = (/** @type {readonly object[]} */ list) => `${list.map((one) => JSON.stringify(one)).join('\n')}\n`;
/** @type {Record<string, string>} */
const files = {
  ...Object.fromEntries(Object.entries(groups).map(([group, list]) => [`conformance/vectors/${group}.jsonl`, lines(list)])),
  'conformance/vectors/policies.jsonl': lines(createPolicyVectors(policies)),
  'conformance/vectors/reconcile.jsonl': lines(createReconcileVectors()),
  'conformance/chart.json': json(sessionChart),
  'conformance/policy.schema.json': coreSchema(),
  'conformance/session-record.schema.json': schemas['schemas/session-record.json'] ?? '',
};
writeOrCheck({ ...files, 'conformance/README.md': withFigures() });

/** The README with what was counted. */
function withFigures() {
  const bytes = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const count = (/** @type {string} */ group) => (files[`conformance/vectors/${group}.jsonl`] ?? '').split('\n').length - 1;
  const names = [...Object.keys(groups), 'policies', 'reconcile'];
  const total = Object.keys(groups).reduce((sum, group) => sum + count(group), 0);
  const rows = [...coverage.transitions.values()];
  const text = [
    `${total.toLocaleString('en')} vectors of events, ${count('policies')} of policies and ${count('reconcile')} of two records made one, ${(bytes / 1e6).toFixed(1)} MB in all.`,
    `They take each of the chart's ${rows.length} transitions, let each of its ${rows.filter(({ guard }) => guard).length} questions be answered with yes and with no, and judge the lapse of each limit one millisecond before, at and after its deadline with every event that is judged (${coverage.boundaries.size} cases).`,
    '',
    '| File | Vectors |',
    '|---|---|',
    ...names.map((name) => `| \`vectors/${name}.jsonl\` | ${count(name)} |`),
  ].join('\n');
  const readme = readFileSync(`${ROOT}conformance/README.md`, 'utf8');
  return readme.replace(
    /(<!-- generated: figures -->\n)[\s\S]*?(<!-- \/generated -->)/,
    (_, before, after) => `${before}\n${text}\n\n${after}`,
  );
}
