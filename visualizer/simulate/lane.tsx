import { formatInstant, formatReason, formatSpan } from '../shared/format.ts';
import type { TimeScale } from '../shared/time-scale.ts';
import { type Bar, barsOf } from './lane-strokes.ts';
import type { PersonSession } from './messages.ts';

const BAR_PX = 24;
export const LANE_PX = 46;
const CHAR_PX = 6.4;

const titleOf = ({ first, count }: Bar, letter: string) => {
  const { ordinal, startTimeMs, endTimeMs, startReason, endReason, events } = first;
  if (count > 1) return `${count} short sessions from ${formatInstant(startTimeMs)} on; zoom in to tell them apart`;
  const lasted = `${formatInstant(startTimeMs)}, ${formatSpan(endTimeMs - startTimeMs)}, ${events} ${events === 1 ? 'event' : 'events'}`;
  return `${letter}${ordinal}: ${lasted}; started by ${startReason}, ended: ${formatReason(endReason)}`;
};

/** As much of `started by → ended by` as there is room for. */
function labelOf({ first, count }: Bar, widthPx: number): string {
  const reason = formatReason(first.endReason);
  const words = count > 1 ? [`${count} sessions`, `${count}`] : [`${first.startReason} → ${reason}`, `→ ${reason}`];
  return words.find((label) => label.length * CHAR_PX + 18 < widthPx) ?? '';
}

function BarView({ bar, left, y, letter }: { readonly bar: Bar; readonly left: number; readonly y: number; readonly letter: string }) {
  const x = left + bar.x;
  const width = bar.endX - bar.x;
  // Of a bar that begins beyond the edge, the label stands at the edge.
  const shownX = Math.max(left, x);
  const label = labelOf(bar, x + width - shownX);
  return (
    <g class={`bar${bar.count > 1 ? ' is-many' : ''}`}>
      <title>{titleOf(bar, letter)}</title>
      <rect x={x} y={y} width={width} height={BAR_PX} rx={Math.min(6, width / 2)} />
      <line class="bar-start" x1={x + 1} x2={x + 1} y1={y - 3} y2={y + BAR_PX + 3} />
      {label && (
        <text x={shownX + 9} y={y + 16}>
          {label}
        </text>
      )}
    </g>
  );
}

interface LaneProps {
  readonly sessions: readonly PersonSession[];
  readonly letter: string;
  readonly scale: TimeScale;
  readonly left: number;
  readonly top: number;
}
/** The sessions of one policy. */
export function Lane({ sessions, letter, scale, left, top }: LaneProps) {
  return (
    <g class={`lane policy-${letter}`}>
      <rect class="lane-letter" x={4} y={top + 11} width={22} height={22} rx={6} />
      <text class="lane-letter-text" x={15} y={top + 27} text-anchor="middle">
        {letter}
      </text>
      <line class="lane-base" x1={left} x2={left + scale.width} y1={top + 10 + BAR_PX / 2} y2={top + 10 + BAR_PX / 2} />
      <g clip-path="url(#lane-clip)">
        {barsOf(sessions, scale).map((bar) => (
          <BarView key={bar.first.ordinal} bar={bar} left={left} y={top + 10} letter={letter} />
        ))}
      </g>
    </g>
  );
}
