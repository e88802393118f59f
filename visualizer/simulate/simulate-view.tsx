import { useSignal } from '@preact/signals';
import { formatCount } from '../shared/format.ts';
import { Staged } from '../shared/staged.tsx';
import { ActivityPicker } from './activity-picker.tsx';
import { CurveChart } from './curve-chart.tsx';
import { DifferenceView } from './difference-view.tsx';
import { DurationChart } from './duration-chart.tsx';
import { copyLink, exportCsv, exportPolicy, exportSvg } from './exports.ts';
import { PersonView } from './person-view.tsx';
import { PolicyCards } from './policy-cards.tsx';
import { LETTERS, loaded, policies, results, tookMs } from './state.ts';

function Exports() {
  const said = useSignal('');
  const isEmpty = results.value.length === 0;
  return (
    <section class="exports" aria-label="Export">
      <button
        type="button"
        class="primary"
        onClick={async () => {
          said.value = await copyLink();
        }}
      >
        Copy link
      </button>
      <button type="button" disabled={isEmpty} onClick={exportSvg}>
        Time line as SVG
      </button>
      <button type="button" disabled={isEmpty} onClick={exportCsv}>
        Sessions as CSV
      </button>
      {policies.value.map((_, index) => (
        <button type="button" key={LETTERS[index]} onClick={() => exportPolicy(index)}>
          Policy {LETTERS[index]} as JSON
        </button>
      ))}
      <span role="status" class="quiet">
        {said.value}
      </span>
    </section>
  );
}

/** Try policies on activity. */
export function SimulateView() {
  return (
    <Staged>
      <div class="intro">
        <h1>What sessions would your users have?</h1>
        <p>
          A session policy decides when a session begins and ends. Here each policy runs over the same activity, through the very statechart
          that runs in your app.
        </p>
      </div>
      <ActivityPicker />
      <PolicyCards />
      <div class="plots">
        <CurveChart />
        <DurationChart />
      </div>
      <PersonView />
      <DifferenceView />
      <Exports />
      {tookMs.value !== null && loaded.value && (
        <p class="quiet took">
          {formatCount(loaded.value.events)} events, {policies.value.length} policies: {Math.round(tookMs.value)} ms. Nothing left this
          computer.
        </p>
      )}
    </Staged>
  );
}
