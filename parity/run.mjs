/**
 * `npm run parity`: every preset against what its SDK was recorded to do; exit code 1 where a difference is no known defect.
 * `npm run parity -- --record SDK…` records again from the published SDKs, in `recorders/`.
 */
import { register } from 'node:module';
import { parseArgs } from 'node:util';

register('../scripts/typescript-hooks.mjs', import.meta.url);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    record: { type: 'boolean' },
    random: { type: 'string', default: '200' },
    tabs: { type: 'string', default: '60' },
    from: { type: 'string', default: '0' },
    only: { type: 'string' },
  },
});
const { SUBJECTS } = await import('./subjects.ts');
const known = SUBJECTS.map(({ sdk }) => sdk);
const unknown = positionals.filter((sdk) => !known.includes(sdk));
if (unknown.length > 0) {
  console.error(`expected SDKs among ${known.join(', ')}, came ${unknown.join(', ')}`);
  process.exit(2);
}
const wanted = SUBJECTS.filter(({ sdk }) => positionals.length === 0 || positionals.includes(sdk));
if (values.record) {
  const { recordSubject } = await import('./record.mjs');
  const counts = { random: Number(values.random), tabs: Number(values.tabs), from: Number(values.from) };
  for (const { sdk } of wanted) await recordSubject(sdk, { ...counts, only: values.only });
}
await report();

async function report() {
  const { compareSubject } = await import('./compare.ts');
  const { agreementTable, differenceLines, failures, totalsLine } = await import('./report.ts');
  const results = wanted.map((subject) => compareSubject(subject));
  console.log(`${agreementTable(results)}\n\n${totalsLine(results)}\n\n${differenceLines(results).join('\n')}`);
  const failed = failures(results);
  for (const line of failed) console.error(line);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
