import type { LitArrow } from './drawing.tsx';

type Taken = readonly [source: string, target: string | null, guard: string | null];

/** The arrows of the chart that transitions went along; where there is none, what happened without leaving. */
export function litOf(taken: readonly Taken[]): { readonly lit: readonly LitArrow[]; readonly stayed: string | null } {
  const lit = taken.flatMap(([from, to, line]) => (to === null ? [] : [{ from, to, line }]));
  const inside = taken.find(([source, target]) => target === null && source.startsWith('live'));
  return { lit, stayed: inside && lit.length === 0 ? (inside[2] ?? 'noted') : null };
}
