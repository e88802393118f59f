import { ChartView } from '../chart/chart-view.tsx';
import { litOf } from '../chart/lit.ts';
import { formatSpan } from '../shared/format.ts';
import type { WalkStep } from './messages.ts';
import { startMs } from './playback.ts';
import { focus, LETTERS, person, policies } from './state.ts';
import { stepAt } from './walk-columns.ts';

function Countdown({ step, atMs }: { readonly step: WalkStep | null; readonly atMs: number }) {
  if (!step) return <span class="quiet">no session yet</span>;
  const name = step.to.slice(step.to.lastIndexOf('.') + 1);
  return (
    <>
      <strong>{name}</strong>
      <span class="quiet">
        {step.deadlineMs === null
          ? step.to.startsWith('live')
            ? 'no limit runs'
            : ''
          : step.deadlineMs === 'untold'
            ? ''
            : `over in ${formatSpan(Math.max(0, step.deadlineMs - atMs))}`}
      </span>
    </>
  );
}

/** Where every policy is at the playhead, and the chart of one of them. */
export function Moment() {
  const told = person.value;
  const atMs = startMs();
  const stepOfPolicy = (index: number) => {
    const walk = told?.walks[index];
    return walk ? stepAt(walk, atMs) : null;
  };
  const steps = policies.value.map((_, index) => stepOfPolicy(index));
  const step = steps[focus.value] ?? null;
  const { lit, stayed } = litOf(step?.taken ?? []);
  return (
    <div class="moment">
      <div class="states" role="radiogroup" aria-label="Policy whose chart is shown">
        {policies.value.map((policy, index) => (
          <label class={`state-chip policy-${LETTERS[index]}${focus.value === index ? ' is-chosen' : ''}`} key={LETTERS[index]}>
            <input type="radio" name="focus" checked={focus.value === index} onChange={() => (focus.value = index)} />
            <span class="letter" aria-hidden="true">
              {LETTERS[index]}
            </span>
            <span class="visually-hidden">
              {LETTERS[index]} {policy.name}
            </span>
            <Countdown step={steps[index] ?? null} atMs={atMs} />
          </label>
        ))}
      </div>
      <ChartView state={step?.to ?? 'idle'} lit={lit} stayed={stayed} />
      <p class="last-step">
        {step ? (
          <>
            Last: <strong>{step.what}</strong> {formatSpan(Math.max(0, atMs - step.atMs))} ago
            {step.told.length > 0 && ` · ${step.told.join(', then ')}`}
          </>
        ) : (
          'Press Play, or click the time line.'
        )}
        {told?.isCut && ' The chart follows the first part of this very long activity only; the bars show all of it.'}
      </p>
    </div>
  );
}
