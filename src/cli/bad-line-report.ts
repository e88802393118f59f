import type { BadLine, Simulation } from '../tools/index.ts';
import { count } from './comparison-table.ts';
import type { Terminal } from './terminal.ts';

const SHOWN = 10;

/** Writes the first bad lines of each file to standard error; none twice where a file is read twice. */
export function reportBadLines(terminal: Terminal, beforeWriting: () => void) {
  const shown = new Map<string, { count: number; line: number }>();
  return {
    report({ source, line, fault }: BadLine): void {
      const before = shown.get(source) ?? { count: 0, line: 0 };
      if (before.count >= SHOWN || line <= before.line) return;
      shown.set(source, { count: before.count + 1, line });
      beforeWriting();
      terminal.err(`${source}:${line}: ${fault}\n`);
    },
    sum({ badLines }: Pick<Simulation, 'badLines'>): void {
      for (const { source, count: bad } of badLines) {
        const hidden = bad - (shown.get(source)?.count ?? 0);
        terminal.err(
          `${source}: ${count(bad)} bad ${bad === 1 ? 'line' : 'lines'} left out${hidden > 0 ? `, ${count(hidden)} of them not shown` : ''}\n`,
        );
      }
    },
  };
}
