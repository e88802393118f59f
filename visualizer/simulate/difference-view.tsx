import { DifferenceSummary, isOld } from './difference-summary.tsx';
import { DifferenceTable } from './difference-table.tsx';
import { fate, LETTERS, pair, policies } from './state.ts';

function PairSelect({ at, label }: { readonly at: 0 | 1; readonly label: string }) {
  return (
    <select
      aria-label={label}
      value={pair.value[at]}
      onChange={({ currentTarget }) => {
        const index = Number(currentTarget.value);
        fate.value = null;
        pair.value = at === 0 ? [index, pair.value[1]] : [pair.value[0], index];
      }}
    >
      {policies.value.map(({ name }, index) => (
        <option value={index}>
          {LETTERS[index]} · {name}
        </option>
      ))}
    </select>
  );
}

/** What changes from one policy to another, session by session: the same that `sessionchart diff` says. */
export function DifferenceView() {
  return (
    <section aria-labelledby="difference-title">
      <div class="section-head">
        <h2 id="difference-title">What changes, session by session</h2>
        <div class="pair">
          <PairSelect at={0} label="From policy" /> <span aria-hidden="true">→</span> <PairSelect at={1} label="To policy" />
        </div>
      </div>
      <div class={`panel differences-panel${isOld() ? ' is-stale' : ''}`}>
        <DifferenceSummary />
        <DifferenceTable />
      </div>
    </section>
  );
}
