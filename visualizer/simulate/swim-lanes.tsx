import { useRef } from 'preact/hooks';
import { formatInstant } from '../shared/format.ts';
import { TimeAxis } from '../shared/time-axis.tsx';
import { createTimeScale } from '../shared/time-scale.ts';
import { useWidth } from '../shared/use-width.ts';
import { LANE_PX, Lane } from './lane.tsx';
import { strokesOf } from './lane-strokes.ts';
import { pan, zoom } from './lane-window.ts';
import { stepEvent } from './playback.ts';
import { extentMs, LETTERS, person, playheadMs, policies, shownMs, windowMs } from './state.ts';

const LABEL_PX = 34;
const AXIS_PX = 26;
const ACTIVITY_PX = 44;

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

function Playhead({ x, height }: { readonly x: number; readonly height: number }) {
  return (
    <g class="playhead">
      <line x1={x} x2={x} y1={AXIS_PX - 6} y2={height} />
      <path d={`M${x - 5},${AXIS_PX - 8}h10l-5,7z`} />
    </g>
  );
}

/** The lanes themselves, redrawn when what they show changes. */
function Drawn({ width }: { readonly width: number }) {
  const told = person.value;
  const lanes = policies.value.length;
  const height = AXIS_PX + ACTIVITY_PX + lanes * LANE_PX + 6;
  const scale = createTimeScale(shownMs.value, width - LABEL_PX);
  const paths = told && strokesOf(told, scale, [LABEL_PX, AXIS_PX + 6]);
  const playX = playheadMs.value === null ? -1 : LABEL_PX + scale.x(playheadMs.value);
  return (
    <svg id="lanes-svg" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <clipPath id="lane-clip">
        <rect x={LABEL_PX} y={0} width={scale.width} height={height} />
      </clipPath>
      <TimeAxis scale={scale} left={LABEL_PX} top={AXIS_PX} height={height} />
      {paths && (
        <g class="strokes" clip-path="url(#lane-clip)">
          <path class="stroke-active" d={paths.active} />
          <path class="stroke-away" d={paths.away} />
          <path class="stroke-back" d={paths.back} />
        </g>
      )}
      {told?.sessions.slice(0, lanes).map((sessions, index) => (
        <Lane
          key={LETTERS[index]}
          sessions={sessions}
          letter={LETTERS[index] ?? ''}
          scale={scale}
          left={LABEL_PX}
          top={AXIS_PX + ACTIVITY_PX + index * LANE_PX}
        />
      ))}
      {playX >= LABEL_PX && playX <= width && <Playhead x={playX} height={height} />}
    </svg>
  );
}

interface Drag {
  readonly x: number;
  readonly window: readonly [number, number];
  hasMoved: boolean;
}

/** What one person did, and what each policy makes of it. Wheel with Ctrl or Alt zooms, drag pans, arrows step. */
export function SwimLanes() {
  const box = useRef<HTMLDivElement>(null);
  const dragged = useRef<Drag | null>(null);
  const width = useWidth(box, 1_000);
  const shownPx = width - LABEL_PX;
  const xOf = (event: { clientX: number }) => event.clientX - (box.current?.getBoundingClientRect().left ?? 0) - LABEL_PX;
  const atOf = (event: { clientX: number }) => createTimeScale(shownMs.value, shownPx).at(xOf(event));
  const wheel = (event: WheelEvent) => {
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
    if (!isSideways && !event.ctrlKey && !event.metaKey && !event.altKey) return;
    event.preventDefault();
    if (isSideways) pan((event.deltaX || event.deltaY) / width);
    else zoom(Math.exp(event.deltaY / 300), atOf(event));
  };
  const move = (event: PointerEvent) => {
    const from = dragged.current;
    if (!from || event.buttons === 0) return;
    const movedPx = event.clientX - from.x;
    if (Math.abs(movedPx) < 4 && !from.hasMoved) return;
    from.hasMoved = true;
    pan(-movedPx / shownPx, from.window);
  };
  const atMs = playheadMs.value ?? extentMs.value[0];
  return (
    <div
      class="lanes"
      ref={box}
      tabIndex={0}
      role="slider"
      aria-label="Clock on the time line. Arrow keys step from event to event, plus and minus zoom, page up and down move, home shows all."
      aria-valuemin={extentMs.value[0]}
      aria-valuemax={extentMs.value[1]}
      aria-valuenow={atMs}
      aria-valuetext={formatInstant(atMs)}
      onKeyDown={(event) => {
        const act = KEYS[event.key];
        if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        act();
      }}
      onWheel={wheel}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        dragged.current = { x: event.clientX, window: shownMs.value, hasMoved: false };
      }}
      onPointerMove={move}
      onPointerUp={(event) => {
        if (dragged.current && !dragged.current.hasMoved) playheadMs.value = Math.max(shownMs.value[0], atOf(event));
        dragged.current = null;
      }}
    >
      <Drawn width={width} />
    </div>
  );
}
