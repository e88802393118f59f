import { formatCount, formatDate } from '../shared/format.ts';
import { chooseActivity, isOver, takeFile } from './file-drop.ts';
import type { LoadedActivity } from './messages.ts';
import { choice, failure, isBusy, loaded, SAMPLES } from './state.ts';

const ACCEPTED = '.csv,.tsv,.txt,.json,.ndjson,.jsonl';

function Summary() {
  const activity = loaded.value;
  if (failure.value !== null) {
    return (
      <p class="failure" role="alert">
        <strong>This activity cannot be read.</strong> {failure.value}
      </p>
    );
  }
  if (!activity) return <p class="quiet">Reading…</p>;
  const { firstBadLine, badLines } = activity;
  return (
    <p class="quiet" aria-live="polite">
      <strong>{formatCount(activity.users)}</strong> {nounOf(activity)}, <strong>{formatCount(activity.events)}</strong>{' '}
      {activity.events === 1 ? 'event' : 'events'}, {formatDate(activity.fromMs)} to {formatDate(activity.toMs)}
      {isBusy.value && ' · counting…'}
      {badLines > 0 && firstBadLine && (
        <span class="warning">
          {' '}
          {formatCount(badLines)} {badLines === 1 ? 'line was' : 'lines were'} left out; line {firstBadLine.line}: {firstBadLine.fault}
        </span>
      )}
    </p>
  );
}

const nounOf = ({ kind, users }: LoadedActivity) =>
  kind === 'traces' ? (users === 1 ? 'trace of a browser' : 'traces of browsers') : users === 1 ? 'person' : 'people';

/** Which activity the policies are tried on. */
export function ActivityPicker() {
  const chosen = choice.value;
  return (
    <section class={`activity${isOver.value ? ' is-over' : ''}`} aria-label="Activity">
      <label class="field">
        <span>Activity</span>
        <select
          value={chosen.kind === 'sample' ? chosen.id : 'file'}
          onChange={({ currentTarget }) => currentTarget.value !== 'file' && chooseActivity({ kind: 'sample', id: currentTarget.value })}
        >
          {SAMPLES.map(({ id, title }) => (
            <option value={id}>{title} (made up)</option>
          ))}
          {chosen.kind === 'file' && <option value="file">{chosen.name}</option>}
        </select>
      </label>
      <label class="button">
        Open a file
        <input
          class="visually-hidden"
          type="file"
          accept={ACCEPTED}
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            if (file) takeFile(file);
            currentTarget.value = '';
          }}
        />
      </label>
      <span class="hint">or drop one here: CSV, NDJSON or JSON with user, time and event, or a trace. It stays on this computer.</span>
      <Summary />
    </section>
  );
}
