import { useRef } from 'preact/hooks';
import { formatInstant, formatReason, formatSpan } from '../shared/format.ts';
import { createTimeScale, type TimeScale, zoomed } from '../shared/time-scale.ts';
import { useWidth } from '../shared/use-width.ts';
import type { Person, PersonSession } from './messages.ts';
import { stepEvent } from './playback.ts';
import { extentMs, LETTERS, person, playheadMs, policies, shownMs, windowMs } from './state.ts';

const LABEL_PX = 34;
const AXIS_PX = 26;
const ACTIVITY_PX = 44;
const LANE_PX = 46;
const BAR_PX = 24;

/** First index whose time is not before `atMs`. */
function indexAt(times: Float64Array, atMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One stroke a pixel at the most, so a hundred thousand events are drawn as fast as a thousand. */
function strokes({ times, kinds, names }: Person, scale: TimeScale, [fromMs, toMs]: readonly [number, number]) {
  const paths = { active: '', away: '', back: '' };
  let lastX = -1;
  for (let row = indexAt(times, fromMs); row < times.length && (times[row] as number) <= toMs; row++) {
    const x = LABEL_PX + Math.round(scale.x(times[row] as number));
    const name = names[kinds[row] ?? 0] ?? '';
    if (name.startsWith('background')) paths.away += `M${x - 4},${AXIS_PX + 6}h8l-4,7z`;
    else if (name.startsWith('foreground')) paths.back += `M${x - 4},${AXIS_PX + 38}h8l-4,-7z`;
    else if (x !== lastX) {
      paths.active += `M${x},${AXIS_PX + 14}v16`;
      lastX = x;
    }
  }
  return paths;
}

interface BarProps {
  readonly session: PersonSession;
  readonly scale: TimeScale;
  readonly y: number;
  readonly letter: string;
}
function Bar({ session, scale, y, letter }: BarProps) {
  const x = LABEL_PX + scale.x(session.startTimeMs);
  const width = Math.max(3, scale.x(session.endTimeMs) - scale.x(session.startTimeMs));
  const full = `${session.startReason} → ${formatReason(session.endReason)}`;
  const label =
    width > full.length * 6.4 + 12
      ? full
      : width > formatReason(session.endReason).length * 6.4 + 26
        ? `→ ${formatReason(session.endReason)}`
        : '';
  return (
    <g class="bar">
      <title>{`${letter}${session.ordinal}: ${formatInstant(session.startTimeMs)}, ${formatSpan(session.endTimeMs - session.startTimeMs)}, ${session.events} events; started by ${session.startReason}, ended: ${formatReason(session.endReason)}`}</title>
      <rect x={x} y={y} width={width} height={BAR_PX} rx={Math.min(6, width / 2)} />
      <line class="bar-start" x1={x + 1} x2={x + 1} y1={y - 3} y2={y + BAR_PX + 3} />
      {label && (
        <text x={Math.max(LABEL_PX, x) + 8} y={y + 16}>
          {label}
        </text>
      )}
    </g>
  );
}

function Lane({
  sessions,
  index,
  scale,
}: {
  readonly sessions: readonly PersonSession[];
  readonly index: number;
  readonly scale: TimeScale;
}) {
  const [fromMs, toMs] = shownMs.value;
  const top = AXIS_PX + ACTIVITY_PX + index * LANE_PX;
  const letter = LETTERS[index] ?? '';
  const shown = sessions.filter(({ startTimeMs, endTimeMs }) => endTimeMs >= fromMs && startTimeMs <= toMs);
  return (
    <g class={`lane policy-${letter}`}>
      <rect class="lane-letter" x={4} y={top + 11} width={22} height={22} rx={6} />
      <text class="lane-letter-text" x={15} y={top + 27} text-anchor="middle">
        {letter}
      </text>
      <g clip-path="url(#lane-clip)">
        {shown.map((session) => (
          <Bar key={session.ordinal} session={session} scale={scale} y={top + 10} letter={letter} />
        ))}
      </g>
    </g>
  );
}

function Axis({ scale, height }: { readonly scale: TimeScale; readonly height: number }) {
  return (
    <g class="axis">
      {scale.ticks().map(({ atMs, label, isDay }) => {
        const x = LABEL_PX + scale.x(atMs);
        return (
          <g key={atMs} class={isDay ? 'is-day' : ''}>
            <line x1={x} x2={x} y1={AXIS_PX} y2={height} />
            <text x={x + 4} y={AXIS_PX - 9}>
              {label}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function clamp([fromMs, toMs]: readonly [number, number]): readonly [number, number] | null {
  const [startMs, endMs] = extentMs.value;
  const spanMs = toMs - fromMs;
  if (spanMs >= endMs - startMs) return null;
  const leftMs = Math.min(Math.max(fromMs, startMs), endMs - spanMs);
  return [leftMs, leftMs + spanMs];
}

/** Zooms by a factor, around the playhead where it is in sight. */
export function zoom(factor: number, aroundMs?: number): void {
  const [fromMs, toMs] = shownMs.value;
  const at = playheadMs.value;
  const middle = at !== null && at > fromMs && at < toMs ? at : (fromMs + toMs) / 2;
  windowMs.value = clamp(zoomed([fromMs, toMs], aroundMs ?? middle, factor));
}
function pan(share: number): void {
  const [fromMs, toMs] = shownMs.value;
  const byMs = (toMs - fromMs) * share;
  windowMs.value = clamp([fromMs + byMs, toMs + byMs]);
}

const KEYS: Readonly<Record<string, () => void>> = {
  ArrowLeft: () => stepEvent(-1),
  ArrowRight: () => stepEvent(1),
  '+': () => zoom(0.6),
  '=': () => zoom(0.6),
  '-': () => zoom(1 / 0.6),
  PageUp: () => pan(-0.5),
  PageDown: () => pan(0.5),
  Home: () => {
    windowMs.value = null;
  },
};

/** What one person did, and what each policy makes of it. Wheel zooms, drag pans, arrows step. */
export function SwimLanes() {
  const box = useRef<HTMLDivElement>(null);
  const dragged = useRef<{ x: number; window: readonly [number, number]; hasMoved: boolean } | null>(null);
  const width = useWidth(box, 1_000);
  const told = person.value;
  const lanes = policies.value.length;
  const height = AXIS_PX + ACTIVITY_PX + lanes * LANE_PX + 6;
  const scale = createTimeScale(shownMs.value, width - LABEL_PX);
  const xOf = (event: { clientX: number }) => event.clientX - (box.current?.getBoundingClientRect().left ?? 0) - LABEL_PX;
  const paths = told ? strokes(told, scale, shownMs.value) : null;
  const at = playheadMs.value;
  const playX = at === null ? null : LABEL_PX + scale.x(at);
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) pan(event.deltaX / width);
    else zoom(Math.exp(event.deltaY / 300), scale.at(xOf(event)));
  };
  const move = (event: PointerEvent) => {
    const from = dragged.current;
    if (!from || event.buttons === 0) return;
    const movedPx = event.clientX - from.x;
    if (Math.abs(movedPx) < 4 && !from.hasMoved) return;
    from.hasMoved = true;
    const byMs = (movedPx / (width - LABEL_PX)) * (from.window[1] - from.window[0]);
    windowMs.value = clamp([from.window[0] - byMs, from.window[1] - byMs]);
  };
  return (
    <div
      class="lanes"
      ref={box}
      tabIndex={0}
      role="slider"
      aria-label="Clock on the time line. Arrow keys step from event to event, plus and minus zoom, page up and down move, home shows all."
      aria-valuemin={extentMs.value[0]}
      aria-valuemax={extentMs.value[1]}
      aria-valuenow={at ?? extentMs.value[0]}
      aria-valuetext={formatInstant(at ?? extentMs.value[0])}
      onKeyDown={(event) => {
        const act = KEYS[event.key];
        if (!act) return;
        event.preventDefault();
        act();
      }}
      onWheel={wheel}
      onPointerDown={(event) => {
        dragged.current = { x: event.clientX, window: shownMs.value, hasMoved: false };
      }}
      onPointerMove={move}
      onPointerUp={(event) => {
        if (dragged.current && !dragged.current.hasMoved) playheadMs.value = scale.at(Math.max(0, xOf(event)));
        dragged.current = null;
      }}
    >
      <svg id="lanes-svg" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <clipPath id="lane-clip">
          <rect x={LABEL_PX} y={0} width={Math.max(0, width - LABEL_PX)} height={height} />
        </clipPath>
        <Axis scale={scale} height={height} />
        {paths && (
          <g class="strokes" clip-path="url(#lane-clip)">
            <path class="stroke-active" d={paths.active} />
            <path class="stroke-away" d={paths.away} />
            <path class="stroke-back" d={paths.back} />
          </g>
        )}
        {told?.sessions.slice(0, lanes).map((sessions, index) => (
          <Lane key={LETTERS[index]} sessions={sessions} index={index} scale={scale} />
        ))}
        {playX !== null && playX >= LABEL_PX && playX <= width && (
          <g class="playhead">
            <line x1={playX} x2={playX} y1={AXIS_PX - 6} y2={height} />
            <path d={`M${playX - 5},${AXIS_PX - 8}h10l-5,7z`} />
          </g>
        )}
      </svg>
    </div>
  );
}
