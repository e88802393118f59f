import { useRef } from 'preact/hooks';
import { TimeAxis } from '../shared/time-axis.tsx';
import { createTimeScale, type TimeScale } from '../shared/time-scale.ts';
import { useWidth } from '../shared/use-width.ts';
import { type Span, spansOf } from './live-spans.ts';
import { choose, type Recording, visited } from './recording.ts';

const AXIS_PX = 24;
const LANE_PX = 70;
const SPAN_MS = 60_000;
const CHAR_PX = 6.6;
/** Older marks are too dense to be told apart. */
const MARKS = 400;

interface LaneProps {
  readonly recording: Recording;
  readonly scale: TimeScale;
  readonly top: number;
  readonly nowMs: number;
}

function Bars({ spans, scale, top, nowMs }: Omit<LaneProps, 'recording'> & { readonly spans: readonly Span[] }) {
  return (
    <>
      {spans.map(({ key, startTimeMs, endTimeMs, label }, index) => {
        const x = scale.x(startTimeMs);
        const endX = Math.max(x + 3, scale.x(endTimeMs ?? nowMs));
        const next = spans[index + 1];
        const roomX = next ? scale.x(next.startTimeMs) : scale.width;
        const labelPx = label.length * CHAR_PX + 14;
        // In the bar, else beside it.
        const labelX = endX - x > labelPx ? x + 8 : roomX - endX > labelPx ? endX + 6 : x > labelPx ? x - labelPx + 4 : null;
        const isFree = labelX !== null && (labelX > x || index === 0 || labelX > scale.x(spans[index - 1]?.endTimeMs ?? 0) + 60);
        return (
          <g class={`bar${endTimeMs === null ? ' is-live' : ''}`} key={key}>
            <title>{label}</title>
            <rect x={x} y={top + 22} width={endX - x} height={22} rx={Math.min(6, (endX - x) / 2)} />
            <line class="bar-start" x1={x + 1} x2={x + 1} y1={top + 19} y2={top + 47} />
            {isFree && (
              <text x={labelX} y={top + 37}>
                {label}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}

function Marks({ recording: { key, steps }, scale, top }: Omit<LaneProps, 'nowMs'>) {
  return (
    <>
      {steps.slice(-MARKS).map(({ seq, atMs, from, to }) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: the list of steps does the same by keyboard
        <circle
          key={seq}
          class={`mark${from !== to ? ' is-move' : ''}`}
          cx={scale.x(atMs)}
          cy={top + 57}
          r={from !== to ? 5 : 3}
          onClick={() => {
            choose(key);
            visited.value = seq;
          }}
        />
      ))}
    </>
  );
}

interface TimelineProps {
  /** The one that is shown comes first. */
  readonly recordings: readonly Recording[];
  readonly nowMs: number;
}

/** Sessions and triggers of all actors on one clock, up to now; a mark is a step that can be visited. */
export function LiveTimeline({ recordings, nowMs }: TimelineProps) {
  const ref = useRef<HTMLDivElement>(null);
  const width = useWidth(ref, 900);
  const firstMs = Math.min(nowMs, ...recordings.flatMap(({ steps, triggers }) => [steps[0]?.atMs ?? nowMs, triggers[0]?.atMs ?? nowMs]));
  const scale = createTimeScale([Math.min(firstMs, nowMs - SPAN_MS), nowMs + (nowMs - firstMs) * 0.03 + 1_000], width);
  const height = AXIS_PX + recordings.length * LANE_PX;
  const shown = recordings[0]?.steps.find(({ seq }) => seq === visited.value);
  const words = recordings.map(
    (one) =>
      `${one.name}: ${spansOf(one).length} ${one.isSession ? 'sessions' : 'states'}, ${one.triggers.length} triggers, ${one.steps.length} steps`,
  );
  return (
    <div class="live-timeline" ref={ref}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Time line. ${words.join('; ')}`}>
        <TimeAxis scale={scale} left={0} top={AXIS_PX} height={height} />
        {recordings.map((recording, index) => {
          const top = AXIS_PX + index * LANE_PX;
          const xs = new Set(recording.triggers.map(({ atMs }) => Math.round(scale.x(atMs))));
          return (
            <g class={recording.isSession ? 'policy-A' : 'policy-D'} key={recording.key}>
              {recordings.length > 1 && (
                <text class="lane-name" x={scale.width - 4} y={top + 14} text-anchor="end">
                  {recording.name}
                </text>
              )}
              <path class="stroke-active" d={[...xs].map((x) => `M${x + 0.5},${top + 3}v14`).join('')} />
              <Bars spans={spansOf(recording)} scale={scale} top={top} nowMs={nowMs} />
              <Marks recording={recording} scale={scale} top={top} />
            </g>
          );
        })}
        {shown && (
          <g class="playhead">
            <line x1={scale.x(shown.atMs)} x2={scale.x(shown.atMs)} y1={AXIS_PX - 4} y2={height} />
          </g>
        )}
      </svg>
    </div>
  );
}
