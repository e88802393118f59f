import { useRef } from 'preact/hooks';
import { formatDecision } from '../../src/debug/index.ts';
import { formatInstant } from '../shared/format.ts';
import { fault, showSnapshot } from './open-snapshot.ts';
import { close, type Opened, type Recording, visited } from './recording.ts';

/** Where a snapshot is pasted or chosen. */
export function SnapshotOpener() {
  const text = useRef<HTMLTextAreaElement>(null);
  return (
    <details class="attach" open={fault.value !== null}>
      <summary>Open a snapshot</summary>
      <p>
        What <code>sessions.debug.report()</code> or <code>snapshot()</code> gave: paste it here, or drop the file anywhere on this page. It
        is opened in this page and sent nowhere.
      </p>
      <textarea ref={text} rows={5} class="snapshot-text" aria-label="Snapshot or report" spellcheck={false} />
      <div class="pair">
        <button type="button" class="primary" onClick={() => showSnapshot(text.current?.value ?? '')}>
          Open
        </button>
        <label class="button">
          Choose a file
          <input
            type="file"
            class="visually-hidden"
            accept=".json,.md,.txt"
            onChange={async ({ currentTarget }) => {
              const file = currentTarget.files?.[0];
              if (file) showSnapshot(await file.text());
            }}
          />
        </label>
      </div>
      {fault.value && (
        <p class="failure" role="alert">
          {fault.value}
        </p>
      )}
    </details>
  );
}

function Replay({ replayed: { steps, difference } }: Opened) {
  if (difference === null) return <p class="quiet">Played again through this page's chart: all {steps.length} events came out the same.</p>;
  return (
    <p class="failure" role="alert">
      Played again through this page's chart, {steps.length} events came out the same, and decision {difference.seq} did not: told{' '}
      {difference.told}, found {difference.found}.
    </p>
  );
}

/** What a snapshot tells beside its steps, and every decision in its line. */
export function SnapshotPanel({ recording: { key }, opened }: { readonly recording: Recording; readonly opened: Opened }) {
  const { library, runtime, contextId, scope, takenAtMs, outbox, decisions } = opened.snapshot;
  return (
    <section class="panel decisions" aria-labelledby="decisions-title">
      <div class="section-head">
        <h2 id="decisions-title">Decisions</h2>
        <button type="button" onClick={() => close(key)}>
          Close the snapshot
        </button>
      </div>
      <p class="quiet">
        sessionchart {library}, {runtime.kind} ({runtime.name || 'nameless'}), context {contextId}, scope {scope}, taken{' '}
        {formatInstant(takenAtMs)} UTC{outbox !== null && `, ${outbox} events in the outbox`}
      </p>
      <Replay {...opened} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <ol class="decision-list" tabIndex={0} aria-label="Decisions, oldest first">
        {decisions.map((decision) => {
          const lines = formatDecision(decision).join('\n');
          return (
            <li key={decision.seq} class={`is-${decision.kind}`}>
              {decision.kind === 'chart' ? (
                <button
                  type="button"
                  aria-current={visited.value === decision.seq ? 'step' : undefined}
                  onClick={() => (visited.value = decision.seq)}
                >
                  {lines}
                </button>
              ) : (
                <span>{lines}</span>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
