import { useSignal } from '@preact/signals';
import { formatCount, formatInstant, formatReason, formatSpan } from '../shared/format.ts';
import type { Difference, DifferenceKind, PersonSession } from './messages.ts';
import { choosePerson, comparison, LETTERS, pair, policies } from './state.ts';

const KINDS: readonly (readonly [DifferenceKind, (a: string, b: string) => string])[] = [
  ['same', () => 'the same'],
  ['split', (a, b) => `one in ${a}, several in ${b}`],
  ['merged', (a, b) => `several in ${a}, one in ${b}`],
  ['ends-differently', () => 'ends differently'],
  ['starts-differently', () => 'starts differently'],
  ['regrouped', () => 'regrouped'],
  ['only-first', (a) => `only in ${a}`],
  ['only-second', (_, b) => `only in ${b}`],
];
const SHOWN = 25;

function Sessions({ sessions }: { readonly sessions: readonly PersonSession[] }) {
  if (sessions.length === 0) return <span class="quiet">none</span>;
  return (
    <>
      {sessions.slice(0, 3).map((session) => (
        <div>
          {formatSpan(session.endTimeMs - session.startTimeMs)}, {session.events} {session.events === 1 ? 'event' : 'events'} →{' '}
          {formatReason(session.endReason)}
        </div>
      ))}
      {sessions.length > 3 && <div class="quiet">and {sessions.length - 3} more</div>}
    </>
  );
}

function show({ user, first, second }: Difference): void {
  const all = [...first, ...second];
  const fromMs = Math.min(...all.map(({ startTimeMs }) => startTimeMs));
  const toMs = Math.max(...all.map(({ endTimeMs }) => endTimeMs));
  const marginMs = Math.max(600_000, (toMs - fromMs) * 0.4);
  choosePerson(user, [fromMs - marginMs, toMs + marginMs]);
  document.getElementById('person-title')?.scrollIntoView({ behavior: 'smooth' });
}

function PairSelect({ at, label }: { readonly at: 0 | 1; readonly label: string }) {
  return (
    <select
      aria-label={label}
      value={pair.value[at]}
      onChange={({ currentTarget }) => {
        const index = Number(currentTarget.value);
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

/** What changes from one policy to another, session by session. */
export function DifferenceTable() {
  const kind = useSignal<DifferenceKind | null>(null);
  const told = comparison.value;
  const [a, b] = pair.value.map((index) => LETTERS[index] ?? '') as [string, string];
  const counts = told?.counts;
  const first = KINDS.find(([key]) => key !== 'same' && (counts?.[key] ?? 0) > 0)?.[0] ?? 'same';
  const chosen = kind.value !== null && (counts?.[kind.value] ?? 0) > 0 ? kind.value : first;
  const rows = told?.examples.filter((one) => one.kind === chosen).slice(0, SHOWN) ?? [];
  return (
    <section aria-labelledby="difference-title">
      <div class="section-head">
        <h2 id="difference-title">What changes, session by session</h2>
        <div class="pair">
          <PairSelect at={0} label="From policy" /> <span aria-hidden="true">→</span> <PairSelect at={1} label="To policy" />
        </div>
      </div>
      <div class="chips" role="group" aria-label="Kind of change">
        {KINDS.filter(([key]) => (counts?.[key] ?? 0) > 0).map(([key, words]) => (
          <button type="button" class="chip" aria-pressed={key === chosen} key={key} onClick={() => (kind.value = key)}>
            {words(a, b)} <strong>{formatCount(counts?.[key] ?? 0)}</strong>
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard */}
      <div class="scroll is-tall" tabIndex={0} role="region" aria-label="Sessions that change">
        <table class="differences">
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col">From</th>
              <th scope="col">{a}</th>
              <th scope="col">{b}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const startMs = Math.min(...[...row.first, ...row.second].map(({ startTimeMs }) => startTimeMs));
              return (
                <tr key={`${row.user} ${startMs}`}>
                  <th scope="row">{row.user}</th>
                  <td>{formatInstant(startMs)}</td>
                  <td>
                    <Sessions sessions={row.first} />
                  </td>
                  <td>
                    <Sessions sessions={row.second} />
                  </td>
                  <td>
                    <button
                      type="button"
                      class="quiet-button"
                      aria-label={`Show ${row.user} at ${formatInstant(startMs)}`}
                      onClick={() => show(row)}
                    >
                      Show
                    </button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
