import { useSignal } from '@preact/signals';
import { formatCount, formatDate } from '../shared/format.ts';
import { type ActivityChoice, choice, choosePerson, failure, isBusy, loaded, SAMPLES } from './state.ts';

const ACCEPTED = '.csv,.tsv,.txt,.json,.ndjson,.jsonl';

function chooseActivity(next: ActivityChoice): void {
  choosePerson(null);
  choice.value = next;
}

/** One JSON array of rows is as welcome as one row a line. */
export async function takeFile(file: File): Promise<void> {
  const head = (await file.slice(0, 64).text()).trimStart();
  chooseActivity({ kind: 'file', name: file.name, blob: head.startsWith('[') ? await rowsOfArray(file) : file });
}

async function rowsOfArray(file: File): Promise<Blob> {
  try {
    const rows: unknown = JSON.parse(await file.text());
    return Array.isArray(rows) ? new Blob(rows.map((row) => `${JSON.stringify(row)}\n`)) : file;
  } catch {
    return file;
  }
}

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
      <strong>{formatCount(activity.users)}</strong> {activity.users === 1 ? 'person' : 'people'},{' '}
      <strong>{formatCount(activity.events)}</strong> events, {formatDate(activity.fromMs)} to {formatDate(activity.toMs)}
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

/** Which activity the policies are tried on. */
export function ActivityPicker() {
  const isOver = useSignal(false);
  const chosen = choice.value;
  const drop = (event: DragEvent) => {
    event.preventDefault();
    isOver.value = false;
    const file = event.dataTransfer?.files[0];
    if (file) takeFile(file);
  };
  return (
    <section
      class={`activity${isOver.value ? ' is-over' : ''}`}
      aria-label="Activity"
      onDragOver={(event) => {
        event.preventDefault();
        isOver.value = true;
      }}
      onDragLeave={() => {
        isOver.value = false;
      }}
      onDrop={drop}
    >
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
      <span class="hint">or drop CSV, NDJSON or JSON with user, time and event here. It stays on this computer.</span>
      <Summary />
    </section>
  );
}
