import { useSignal } from '@preact/signals';
import { formatClock } from '../shared/format.ts';
import { isNotable, latestOf, type RecordedStep, type Recording, visited } from './recording.ts';

const SHOWN = 200;

const textOf = ({ what, from, to, told, transitions }: RecordedStep) =>
  `${what} ${from} ${to} ${told.join(' ')} ${transitions.map(({ guard }) => guard ?? '').join(' ')}`.toLowerCase();

/** To the step before or after the one that is shown. */
function visitBy(steps: readonly RecordedStep[], by: number): void {
  const at = visited.value === null ? steps.length - 1 : steps.findIndex(({ seq }) => seq === visited.value);
  const next = at + by;
  if (next >= steps.length - 1 && by > 0) visited.value = null;
  else visited.value = steps[Math.max(0, next)]?.seq ?? null;
}

/** Every step as it came, the newest first; any can be visited. */
export function StepList({ recording }: { readonly recording: Recording }) {
  const wanted = useSignal('');
  const all = useSignal(false);
  const { steps } = recording;
  const words = wanted.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = steps.filter((step) => (all.value || isNotable(step)) && words.every((word) => textOf(step).includes(word)));
  const current = visited.value ?? latestOf(recording)?.seq;
  return (
    <div class="panel steps">
      <div class="section-head">
        <h3>What happened</h3>
        <div class="pair" role="group" aria-label="Time travel">
          <button type="button" aria-label="Previous step" disabled={steps.length < 2} onClick={() => visitBy(steps, -1)}>
            ◂
          </button>
          <button type="button" aria-label="Next step" disabled={visited.value === null} onClick={() => visitBy(steps, 1)}>
            ▸
          </button>
          <button
            type="button"
            class={visited.value === null ? '' : 'primary'}
            disabled={visited.value === null}
            onClick={() => (visited.value = null)}
          >
            Back to now
          </button>
        </div>
      </div>
      <div class="pair">
        <input
          type="text"
          aria-label="Filter"
          placeholder="filter: ended, isLapsed, input…"
          value={wanted.value}
          onInput={({ currentTarget }) => (wanted.value = currentTarget.value)}
        />
        <label class="chip">
          <input type="checkbox" checked={all.value} onChange={({ currentTarget }) => (all.value = currentTarget.checked)} />
          all, housekeeping too
        </label>
      </div>
      <ol class="step-list" aria-label={`${found.length} of ${steps.length} steps, newest first`}>
        {found
          .slice(-SHOWN)
          .reverse()
          .map((step) => (
            <li key={step.seq}>
              <button type="button" aria-current={step.seq === current ? 'step' : undefined} onClick={() => (visited.value = step.seq)}>
                <span class="step-time">{formatClock(step.atMs)}</span>
                <span class="step-what">{step.what}</span>
                <span class="step-told">{step.told.join(', ') || (step.from === step.to ? '' : `${step.from} → ${step.to}`)}</span>
              </button>
            </li>
          ))}
      </ol>
      {steps.length === 0 && <p class="quiet">Nothing yet.</p>}
    </div>
  );
}
