import { useEffect, useState } from 'preact/hooks';
import { ChartView } from '../chart/chart-view.tsx';
import { litOf } from '../chart/lit.ts';
import { view } from '../shared/view.ts';
import { takeFile } from '../simulate/file-drop.ts';
import { listen } from './attach.ts';
import { Asking, AttachPanel } from './attach-panel.tsx';
import { DemoPanel, demoHost } from './demo-panel.tsx';
import { LiveTimeline } from './live-timeline.tsx';
import { MachineView } from './machine-view.tsx';
import { activityCsv, choose, chosenKey, forget, latestOf, type Recording, recordings, visited } from './recording.ts';
import { DeadlinePanel, SessionPanel } from './session-panel.tsx';
import { SnapshotOpener, SnapshotPanel } from './snapshot-panel.tsx';
import { StepList } from './step-list.tsx';
import { Verdicts } from './verdicts.tsx';

const EVERY_MS = 250;
/** More time lines than these would push all else out of sight. */
const LANES = 3;

function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}

function Actors() {
  const all = [...recordings.value.values()];
  return (
    <div class="chips actors" role="group" aria-label="Actors">
      {all.map(({ key, name, origin, state, isAttached }) => (
        <button type="button" class="chip" aria-pressed={key === chosenKey.value} key={key} onClick={() => choose(key)}>
          <strong>{name}</strong> {isAttached ? state : 'gone'} <span class="quiet">{origin}</span>
        </button>
      ))}
      {all.some(({ isAttached }) => !isAttached) && (
        <button type="button" class="quiet-button" onClick={forget}>
          Forget those that are gone
        </button>
      )}
    </div>
  );
}

/** Actors beside the one that is shown, on the same clock: its own tabs, and those of the same app. */
const others = ({ key, origin }: Recording) =>
  [...recordings.value.values()]
    .filter((one) => one.key !== key && one.opened === null && one.origin === origin && one.steps.length > 0)
    .slice(-LANES);

function Shown({ recording }: { readonly recording: Recording }) {
  const realMs = useNow();
  const { opened } = recording;
  const takenAtMs = opened?.snapshot.takenAtMs;
  const nowMs = takenAtMs ?? (recording.origin === 'this page' ? demoHost().now() : realMs + recording.skewMs);
  const isPast = visited.value !== null;
  const step = (isPast ? recording.steps.find(({ seq }) => seq === visited.value) : latestOf(recording)) ?? null;
  const { lit, stayed } = litOf(
    (step?.transitions ?? []).filter(({ source }) => source !== '').map(({ source, target, guard }) => [source, target, guard]),
  );
  const state = step?.to ?? recording.state;
  return (
    <>
      <div class="panel">
        {recording.isSession ? (
          <ChartView state={state} lit={lit} stayed={stayed} />
        ) : (
          <MachineView definition={recording.definition} state={state} step={step} />
        )}
        <LiveTimeline recordings={[recording, ...others(recording)]} nowMs={recording.isSession ? nowMs : realMs} />
      </div>
      {opened && <SnapshotPanel recording={recording} opened={opened} />}
      <div class="live-columns">
        <div class="live-column">
          {recording.isSession && <DeadlinePanel step={step} recording={recording} nowMs={isPast ? null : nowMs} />}
          <Verdicts step={step} />
        </div>
        <StepList recording={recording} />
        <SessionPanel step={step} recording={recording} />
      </div>
      <section class="exports" aria-label="Use the recording">
        <button
          type="button"
          onClick={() => {
            takeFile(new File([activityCsv(recording)], `recorded from ${recording.name}`));
            view.value = 'simulate';
          }}
        >
          Try policies on this recording
        </button>
      </section>
    </>
  );
}

/** An app walks through the chart. */
export function LiveView() {
  useEffect(listen, []);
  const recording = recordings.value.get(chosenKey.value ?? '');
  const isEmbedded = window.opener !== null || window.parent !== window;
  return (
    <>
      <div class="intro is-short">
        <h1>Watch sessions live</h1>
        <p>Every arrow that lights up was taken by a running app. Play with the demo, or attach your own.</p>
      </div>
      <Asking />
      {!isEmbedded && !recording?.opened && <DemoPanel />}
      <AttachPanel />
      <SnapshotOpener />
      <Actors />
      {recording ? <Shown recording={recording} /> : <p class="quiet">Nobody is attached yet.</p>}
    </>
  );
}
