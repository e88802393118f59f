import { formatInstant, formatReason, formatSpan } from '../shared/format.ts';
import type { RecordedStep, Recording } from './recording.ts';

const HIDDEN = new Set(['version', 'scope', 'attributes', 'metadata', 'telemetry', 'contexts', 'metadataTimesMs', 'telemetryByContext']);

function valueText(key: string, value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number' && key.endsWith('Ms')) return value > 1e11 ? formatInstant(value) : formatSpan(Math.max(0, value));
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

function Fields({ of, title }: { readonly of: Readonly<Record<string, unknown>>; readonly title: string }) {
  const entries = Object.entries(of).filter(([key, value]) => !HIDDEN.has(key) && value !== null);
  return (
    <>
      <h4>{title}</h4>
      {entries.length === 0 ? (
        <p class="quiet">none</p>
      ) : (
        <dl class="record">
          {entries.map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{valueText(key, value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

const objectOf = (value: unknown) => (typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null);

/** The session that the step left: its record, its metadata, its counts. */
export function SessionPanel({ step, recording }: { readonly step: RecordedStep | null; readonly recording: Recording }) {
  const record = step?.record;
  if (!record) {
    return (
      <div class="panel">
        <h3>{recording.isSession ? 'Session' : 'Context'}</h3>
        <p class="quiet">None yet.</p>
      </div>
    );
  }
  const [metadata, counts, attributes] = [record.metadata, record.telemetry, record.attributes].map(objectOf);
  return (
    <div class="panel">
      <h3>{recording.isSession ? (record.endReason ? 'The last session' : 'The session') : 'Context'}</h3>
      <Fields of={record} title={recording.isSession ? 'Record' : 'Fields'} />
      {metadata && <Fields of={metadata} title="Metadata" />}
      {counts && <Fields of={counts} title="Telemetry records" />}
      {attributes && Object.keys(attributes).length > 0 && <Fields of={attributes} title="Attributes" />}
    </div>
  );
}

/** The countdown, and what would move it. */
export function DeadlinePanel({
  step,
  recording,
  nowMs,
}: {
  readonly step: RecordedStep | null;
  readonly recording: Recording;
  readonly nowMs: number | null;
}) {
  const isLive = step?.to.startsWith('live') ?? false;
  const atMs = nowMs === null ? (step?.deadline?.atMs ?? null) : recording.deadlineMs;
  const leftMs = atMs === null ? null : Math.max(0, atMs - (nowMs ?? step?.atMs ?? 0));
  const movedMs = atMs !== null && step?.deadline?.atMs ? atMs - step.deadline.atMs : 0;
  return (
    <div class="panel deadline">
      <h3>{isLive ? 'Over in' : 'State'}</h3>
      <p class="countdown" role="timer" aria-live="off">
        {isLive ? (leftMs === null ? 'no limit runs' : formatSpan(leftMs)) : (step?.to ?? recording.state)}
      </p>
      {isLive && atMs !== null && <p class="quiet">at {formatInstant(atMs)}, if nothing more happens</p>}
      <ul class="limits">
        {step?.deadline?.limits.map(({ reason, atMs: limitMs, movedBy }) => {
          const shownMs = limitMs === null ? null : reason === 'inactivity' ? limitMs + Math.max(0, movedMs) : limitMs;
          return (
            <li key={reason} class={shownMs !== null && shownMs === atMs ? 'is-first' : ''}>
              <strong>{formatReason(reason)}</strong> {shownMs === null ? 'stands still' : `at ${formatInstant(shownMs)}`}
              <div class="quiet">{movedBy.length > 0 ? `moved by ${movedBy.join(', ')}` : 'nothing moves it'}</div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
