import { formatSpan, type TraceSimulation } from '../tools/index.ts';
import { comparisonTable, count } from './comparison-table.ts';
import { noteLines } from './simulation-notes.ts';

/** What was played, the table, and which sessions the samples saw. */
export function traceReport({ traces, events, fromMs, toMs, policies }: TraceSimulation, columns: number): string {
  const samples = policies[0]?.samples.reduce((sum, { seen }) => sum + seen.length, 0) ?? 0;
  const line = `${traces.join(', ')} · ${formatSpan(toMs - fromMs)}, ${count(samples)} samples`;
  const table = comparisonTable({ events, users: traces.length, fromMs, toMs, readings: [], badLines: [], policies }, columns);
  return `${line}\n\n${table}\n${noteLines(policies.flatMap(sampleNotes), columns)}`;
}

/** Tab and session at each sample, runs of the same in one: `A1 ×3, A–` is one session seen thrice, then none. */
function sampleNotes({ policy, samples }: TraceSimulation['policies'][number]): readonly string[] {
  return samples.flatMap(({ trace, seen }) => {
    if (seen.length === 0) return [];
    const tabs = new Set(seen.map(({ tab }) => tab));
    const runs: { text: string; length: number }[] = [];
    for (const { tab, session } of seen) {
      const text = `${tabs.size > 1 ? tab : ''}${session === null ? '–' : session + 1}`;
      const last = runs.at(-1);
      if (last?.text === text) last.length++;
      else runs.push({ text, length: 1 });
    }
    const told = runs.map(({ text, length }) => (length > 1 ? `${text}×${length}` : text)).join(' ');
    return `${policy}, seen at the samples${samples.length > 1 ? ` of ${trace}` : ''}: ${told}`;
  });
}
