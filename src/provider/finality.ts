import { attempt } from './attempt.ts';
import type { Reporter } from './diagnostics.ts';

/** Which ids have been settled among all contexts, and who waits for it. */
export interface Finality {
  settledId: string | null;
  /** One id took the place of another, which did not become final. */
  replace(id: string, by: string): void;
  finalId(id: string): string;
  wait(run: () => void): () => void;
  /** Tells all that wait. */
  tell(): void;
}

export function createFinality(reporter: Reporter): Finality {
  const replacements = new Map<string, string>();
  const waiting = new Set<() => void>();
  const finality: Finality = {
    settledId: null,
    replace(id, by) {
      replacements.delete(by);
      replacements.set(id, by);
    },
    finalId(id) {
      if (replacements.size === 0) return id;
      let final = id;
      for (let next = replacements.get(final); next !== undefined; next = replacements.get(final)) final = next;
      return final;
    },
    wait(run) {
      waiting.add(run);
      return () => waiting.delete(run);
    },
    tell() {
      const runs = [...waiting];
      waiting.clear();
      const failed = (error: unknown) => reporter.warn('a callback threw when the session id became final', error);
      for (const run of runs) attempt(run, failed);
    },
  };
  return finality;
}
