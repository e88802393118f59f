import { useSignal } from '@preact/signals';
import { formatInstant, formatSpan } from '../shared/format.ts';
import { isPlaying, jumpTo, pause, play, SPEEDS, sleep, speed, startMs, stepEvent } from './playback.ts';
import { extentMs, sleeps } from './state.ts';

const SLEEPS = [
  ['10 min', 600_000],
  ['1 h', 3_600_000],
  ['8 h', 28_800_000],
  ['3 days', 259_200_000],
] as const;

const inputValue = (atMs: number) => new Date(atMs).toISOString().slice(0, 19);

/** The virtual clock: play, pause, step, jump, sleep. */
export function ClockControls() {
  const sleepMs = useSignal<number>(28_800_000);
  const atMs = startMs();
  return (
    <div class="controls" role="group" aria-label="Virtual clock">
      <button type="button" aria-label="To the start" title="To the start" onClick={() => jumpTo(extentMs.value[0])}>
        |◂
      </button>
      <button type="button" aria-label="Previous event" title="Previous event" onClick={() => stepEvent(-1)}>
        ◂
      </button>
      <button type="button" class="primary play" onClick={() => (isPlaying.value ? pause() : play())}>
        {isPlaying.value ? 'Pause' : 'Play'}
      </button>
      <button type="button" aria-label="Next event" title="Next event" onClick={() => stepEvent(1)}>
        ▸
      </button>
      <label class="field">
        <span class="visually-hidden">Speed</span>
        <select value={speed.value} onChange={({ currentTarget }) => (speed.value = Number(currentTarget.value))}>
          {SPEEDS.map(([label, ms]) => (
            <option value={ms}>{label}</option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>at</span>
        <input
          type="datetime-local"
          step={1}
          value={inputValue(atMs)}
          onChange={({ currentTarget }) => {
            const jumpMs = Date.parse(`${currentTarget.value}Z`);
            if (Number.isFinite(jumpMs)) jumpTo(jumpMs);
          }}
        />
      </label>
      <span class="control-group">
        <button type="button" onClick={() => sleep(sleepMs.value)}>
          Put the device to sleep
        </button>
        <label class="field">
          <span>for</span>
          <select value={sleepMs.value} onChange={({ currentTarget }) => (sleepMs.value = Number(currentTarget.value))}>
            {SLEEPS.map(([label, ms]) => (
              <option value={ms}>{label}</option>
            ))}
          </select>
        </label>
      </span>
      {sleeps.value.map((one, index) => (
        <button
          type="button"
          class="chip"
          key={one.atMs}
          aria-label={`Undo the sleep of ${formatSpan(one.ms)} from ${formatInstant(one.atMs)}`}
          onClick={() => (sleeps.value = sleeps.value.filter((_, at) => at !== index))}
        >
          asleep {formatSpan(one.ms)} from {formatInstant(one.atMs)} ×
        </button>
      ))}
    </div>
  );
}
