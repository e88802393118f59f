import type { SubjectResult, TraceResult } from './compare.ts';
import { KNOWN_DEFECTS } from './known-defects.ts';
import { groupOf } from './recorded.ts';

/** Known defects may hold so much of an SDK's samples. */
export const DEFECTS_AT_MOST = 0.02;

const share = (part: number, whole: number) => (whole === 0 ? '-' : part === whole ? '100 %' : `${((100 * part) / whole).toFixed(2)} %`);
const letter = (index: number) => String.fromCharCode(65 + index);
const cell = (text: string) => text.padStart(7);

const sum = (traces: readonly TraceResult[]) => ({
  samples: traces.reduce((all, { samples }) => all + samples, 0),
  differing: traces.reduce((all, { differences }) => all + differences.length, 0),
});

/** SDKs across, traces down; a dot where all samples agree, else how many differ. */
export function agreementTable(results: readonly SubjectResult[]): string {
  const groups = [...new Set(results.flatMap(({ traces }) => traces.map(({ trace }) => groupOf(trace))))];
  const rows = groups.map((group) => {
    const cells = results.map(({ traces }) => {
      const { samples, differing } = sum(traces.filter(({ trace }) => groupOf(trace) === group));
      return cell(samples === 0 ? '' : differing === 0 ? '·' : `-${differing}`);
    });
    return group.padEnd(20) + cells.join('');
  });
  const totals = results.map(({ agreeing, samples }) => cell(share(agreeing, samples).replace(' ', '')));
  const legend = results.map(({ subject, samples }, index) => `${letter(index)}  ${subject.sdk} as ${subject.preset}, ${samples} samples`);
  return [
    ' '.repeat(20) + results.map((_, index) => cell(letter(index))).join(''),
    ...rows,
    'agree'.padEnd(20) + totals.join(''),
    '',
    ...legend,
  ].join('\n');
}

/** Traces in which two tabs are open. */
const inTwoTabs = ({ trace }: TraceResult) => trace.startsWith('tabs-') || trace === 'two-tabs-share';

/** Agreement over all SDKs: with one tab open, and with two. */
export function totalsByTabs(results: readonly SubjectResult[]) {
  const traces = results.flatMap((one) => one.traces);
  return { oneTab: sum(traces.filter((one) => !inTwoTabs(one))), twoTabs: sum(traces.filter(inTwoTabs)) };
}

export function totalsLine(results: readonly SubjectResult[]): string {
  const { oneTab, twoTabs } = totalsByTabs(results);
  const told = ({ samples, differing }: typeof oneTab) => `${share(samples - differing, samples)} of ${samples} samples`;
  return `one tab: ${told(oneTab)}; two tabs: ${told(twoTabs)}`;
}

/** What differs: the known defects with their source, and one line for each sample that none explains. */
export function differenceLines(results: readonly SubjectResult[]): readonly string[] {
  const known = KNOWN_DEFECTS.map(({ sdk, what, source, samples }) => {
    const count = Object.values(samples).reduce((all, indexes) => all + indexes.length, 0);
    return `known  ${sdk}: ${what}; ${count} samples (${source})`;
  });
  const unexplained = results.flatMap(({ subject, traces }) =>
    traces.flatMap(({ trace, unexplained: samples }) =>
      samples.map(
        ({ index, atMs, tab, recorded, played }) =>
          `DIFFERS  ${subject.sdk}, ${trace}, sample ${index} (tab ${tab} at ${atMs} ms): session ${recorded ?? 'none'}, preset ${played ?? 'none'}`,
      ),
    ),
  );
  const stale = results.flatMap(({ subject, stale: samples }) =>
    samples.map((at) => `STALE  ${subject.sdk}, ${at}: listed as a defect, but it agrees`),
  );
  return [...known, ...unexplained, ...stale];
}

/** @returns why the parity fails, one line each; nothing where it holds. */
export function failures(results: readonly SubjectResult[]): readonly string[] {
  return results.flatMap(({ subject: { sdk }, samples, agreeing, unexplained, stale }) => [
    ...(samples === 0 ? [`${sdk}: nothing is recorded`] : []),
    ...(unexplained > 0 ? [`${sdk}: ${unexplained} samples differ without an explanation`] : []),
    ...(stale.length > 0 ? [`${sdk}: ${stale.length} samples are listed as defects, but agree`] : []),
    ...(samples - agreeing > DEFECTS_AT_MOST * samples
      ? [`${sdk}: known defects hold more than ${share(DEFECTS_AT_MOST, 1)} of its samples`]
      : []),
  ]);
}
