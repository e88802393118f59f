import { UsageError } from './terminal.ts';

/** Letters to insert, delete or replace to come from `a` to `b` (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** @returns up to three of `known` that look like `name`, the nearest first; all that contain it count. */
function nearestNames(name: string, known: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase();
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  return known
    .map((one) => ({ one, far: wanted !== '' && one.toLowerCase().includes(wanted) ? 0.5 : distance(wanted, one.toLowerCase()) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ one }) => one);
}

/** There is none of that name: the ones that look like it, else `others`, so that nobody has to look for help. */
export function unknownName(kind: string, name: string, known: readonly string[], others = known.join(', ')): UsageError {
  const near = nearestNames(name, known);
  const expected = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `expected one of ${others}`;
  return new UsageError(`there is no ${kind} ${JSON.stringify(name)}; ${expected}`);
}
