import type { SessionFate } from '../../src/tools/index.ts';
import { formatCount, formatSpan } from '../shared/format.ts';
import { comparison, failure, fate, LETTERS, pair } from './state.ts';

interface Fate {
  readonly title: string;
  words(a: string, b: string): string;
}
/** What may become of a session, in words. */
export const FATES: Readonly<Record<SessionFate, Fate>> = {
  same: { title: 'Same', words: () => 'as before' },
  split: { title: 'Split', words: (a, b) => `one in ${a}, several in ${b}` },
  merged: { title: 'Merged', words: (a, b) => `several in ${a}, one in ${b}` },
  shifted: { title: 'Shifted', words: () => 'begins or ends elsewhere' },
  regrouped: { title: 'Regrouped', words: () => 'several become several others' },
  gone: { title: 'Gone', words: (_, b) => `nothing of it in ${b}` },
  new: { title: 'New', words: (a) => `nothing of it in ${a}` },
};
const ORDER = Object.keys(FATES) as SessionFate[];

/** What becomes of all sessions, in a sentence, as a bar, and by kind. */
export function DifferenceSummary() {
  const told = comparison.value;
  if (!told) return <p class="quiet">{failure.value === null ? 'Comparing…' : 'Nothing to compare.'}</p>;
  const [a, b] = told.pair.map((index) => LETTERS[index] ?? '') as [string, string];
  const found = ORDER.flatMap((kind) => {
    const own = told.fates.get(kind);
    return own && own.moves > 0 ? [{ kind, ...own }] : [];
  });
  const [from, to] = (['from', 'to'] as const).map((side) => found.reduce((sum, one) => sum + one[side], 0)) as [number, number];
  return (
    <>
      <p class="difference-head">
        <strong>{formatCount(from)}</strong> {from === 1 ? 'session' : 'sessions'} by {a} {from === 1 ? 'becomes' : 'become'}{' '}
        <strong>{formatCount(to)}</strong> by {b}.{' '}
        {told.medianByMs === null || told.maxByMs === null
          ? 'Nothing changes.'
          : `Those that change move by ${formatSpan(told.medianByMs)} (median), ${formatSpan(told.maxByMs)} at the most.`}
      </p>
      <div class="fate-bar" aria-hidden="true">
        {found.map(({ kind, from: before, to: after }) => (
          <i key={kind} class={`fate-${kind}`} style={{ flexGrow: before + after }} />
        ))}
      </div>
      <div class="chips" role="group" aria-label="Kind of change">
        <button type="button" class="chip" aria-pressed={fate.value === null} onClick={() => (fate.value = null)}>
          All changes
        </button>
        {found.map(({ kind, from: before, to: after }) => (
          <button
            type="button"
            class="chip"
            key={kind}
            disabled={kind === 'same'}
            aria-pressed={kind === 'same' ? undefined : fate.value === kind}
            onClick={() => (fate.value = kind)}
          >
            <i class={`swatch fate-${kind}`} aria-hidden="true" />
            {FATES[kind].title} <strong>{before === after ? formatCount(before) : `${formatCount(before)} → ${formatCount(after)}`}</strong>
            <span class="quiet">{FATES[kind].words(a, b)}</span>
          </button>
        ))}
      </div>
    </>
  );
}

/** Whether the answer is still about the pair before. */
export const isOld = (): boolean => comparison.value !== null && comparison.value.pair.join() !== pair.value.join();
