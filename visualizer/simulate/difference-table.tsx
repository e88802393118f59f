import { formatInstant, formatReason, formatSpan } from '../shared/format.ts';
import { FATES } from './difference-summary.tsx';
import type { PersonSession } from './messages.ts';
import { choosePerson, comparison, fate, LETTERS, pair } from './state.ts';

type Move = NonNullable<typeof comparison.value>['examples'][number];

const spanOf = ({ from, to }: Move): readonly [number, number] => {
  const all = [...from, ...to];
  return [Math.min(...all.map(({ startTimeMs }) => startTimeMs)), Math.max(...all.map(({ endTimeMs }) => endTimeMs))];
};

/** Brings the lanes above to where it happened. */
function show(move: Move): void {
  const [fromMs, toMs] = spanOf(move);
  const marginMs = Math.max(600_000, (toMs - fromMs) * 0.4);
  choosePerson(move.user, [fromMs - marginMs, toMs + marginMs]);
  document.getElementById('person-title')?.scrollIntoView({ behavior: 'smooth' });
}

interface MiniProps {
  readonly sessions: readonly PersonSession[];
  readonly span: readonly [number, number];
  readonly letter: string;
}
/** One policy's sessions, as bars on the time that both share. */
function MiniLane({ sessions, span: [fromMs, toMs], letter }: MiniProps) {
  const share = (ms: number) => (ms / Math.max(1, toMs - fromMs)) * 100;
  return (
    <div class={`mini-lane policy-${letter}`}>
      <span class="letter" aria-hidden="true">
        {letter}
      </span>
      <span class="mini-bars" aria-hidden="true">
        {sessions.map(({ ordinal, startTimeMs, endTimeMs }) => (
          <i
            key={ordinal}
            style={{ left: `${share(startTimeMs - fromMs)}%`, width: `max(3px, calc(${share(endTimeMs - startTimeMs)}% - 2px))` }}
          />
        ))}
      </span>
      <span class="mini-words">{inWords(sessions)}</span>
    </div>
  );
}

function inWords(sessions: readonly PersonSession[]): string {
  const [first] = sessions;
  if (!first) return 'none';
  const spent = formatSpan(sessions.reduce((sum, { startTimeMs, endTimeMs }) => sum + endTimeMs - startTimeMs, 0));
  return sessions.length === 1 ? `1 session of ${spent}, ${formatReason(first.endReason)}` : `${sessions.length} sessions, ${spent} in all`;
}

/** The largest moves, of all kinds or of one. */
export function DifferenceTable() {
  const told = comparison.value;
  const [a, b] = (told?.pair ?? pair.value).map((index) => LETTERS[index] ?? '') as [string, string];
  const kind = fate.value;
  const rows = (kind ? told?.examplesByFate.get(kind) : told?.examples) ?? [];
  if (rows.length === 0) return null;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard */}
      <div class="scroll" tabIndex={0} role="region" aria-label="The largest changes">
        <table class="differences">
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col">What becomes of it</th>
              <th scope="col">
                Sessions by {a} and by {b}
              </th>
              <th scope="col">Moves by</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {rows.map((move) => (
              <tr key={`${move.user} ${spanOf(move)[0]}`}>
                <th scope="row">
                  <strong>{move.user}</strong>
                  <div class="quiet">{formatInstant(spanOf(move)[0])}</div>
                </th>
                <td>{FATES[move.fate].words(a, b)}</td>
                <td class="mini">
                  <MiniLane sessions={move.from} span={spanOf(move)} letter={a} />
                  <MiniLane sessions={move.to} span={spanOf(move)} letter={b} />
                </td>
                <td class="moved">{formatSpan(move.byMs)}</td>
                <td>
                  <button
                    type="button"
                    class="quiet-button"
                    aria-label={`Show ${move.user} at ${formatInstant(spanOf(move)[0])}`}
                    onClick={() => show(move)}
                  >
                    Show
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
