import { useRef } from 'preact/hooks';
import { formatReason } from '../shared/format.ts';
import { createTimeScale } from '../shared/time-scale.ts';
import { useWidth } from '../shared/use-width.ts';
import { type Recording, visited } from './recording.ts';

interface Span {
  readonly id: string;
  readonly startTimeMs: number;
  endTimeMs: number | null;
  endReason: string | null;
}

/** The sessions that a recording tells of, in order. */
function spansOf({ steps }: Recording): Span[] {
  const spans = new Map<string, Span>();
  for (const { record } of steps) {
    if (!record || typeof record.id !== 'string' || typeof record.startTimeMs !== 'number' || record.id === '') continue;
    const { id, startTimeMs, previousId } = record as { id: string; startTimeMs: number; previousId?: string | null };
    const before = previousId ? spans.get(previousId) : undefined;
    if (before && before.endTimeMs === null) before.endTimeMs = startTimeMs;
    const span = spans.get(id) ?? { id, startTimeMs, endTimeMs: null, endReason: null };
    span.endTimeMs = typeof record.endTimeMs === 'number' && record.endReason ? record.endTimeMs : null;
    span.endReason = typeof record.endReason === 'string' ? record.endReason : null;
    spans.set(id, span);
  }
  return [...spans.values()];
}

const HEIGHT = 112;
const SPAN_MS = 60_000;

/** Sessions and triggers of one recording, up to now; a mark is a step that can be visited. */
export function LiveTimeline({ recording, nowMs }: { readonly recording: Recording; readonly nowMs: number }) {
  const ref = useRef<HTMLDivElement>(null);
  const width = useWidth(ref, 900);
  const { steps, triggers } = recording;
  const firstMs = Math.min(steps[0]?.atMs ?? nowMs, triggers[0]?.atMs ?? nowMs);
  const scale = createTimeScale([Math.min(firstMs, nowMs - SPAN_MS), nowMs + (nowMs - firstMs) * 0.03 + 1_000], width);
  const strokes = [...new Set(triggers.map(({ atMs }) => Math.round(scale.x(atMs))))].map((x) => `M${x},30v16`).join('');
  const shown = steps.find(({ seq }) => seq === visited.value);
  return (
    <div class="live-timeline" ref={ref}>
      <svg
        width={width}
        height={HEIGHT}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={`Time line: ${spansOf(recording).length} sessions, ${triggers.length} triggers, ${steps.length} steps`}
      >
        <g class="axis">
          {scale.ticks().map(({ atMs, label }) => (
            <g key={atMs}>
              <line x1={scale.x(atMs)} x2={scale.x(atMs)} y1={22} y2={HEIGHT} />
              <text x={scale.x(atMs) + 4} y={15}>
                {label}
              </text>
            </g>
          ))}
        </g>
        <path class="stroke-active" d={strokes} />
        {spansOf(recording).map(({ id, startTimeMs, endTimeMs, endReason }) => {
          const x = scale.x(startTimeMs);
          const barWidth = Math.max(3, scale.x(endTimeMs ?? nowMs) - x);
          const label = `${id.slice(0, 8)}${endReason ? ` → ${formatReason(endReason)}` : ''}`;
          return (
            <g class={`bar policy-A${endTimeMs === null ? ' is-live' : ''}`} key={id}>
              <rect x={x} y={54} width={barWidth} height={24} rx={Math.min(6, barWidth / 2)} />
              <line class="bar-start" x1={x + 1} x2={x + 1} y1={51} y2={81} />
              {barWidth > label.length * 6.6 + 12 && (
                <text x={x + 8} y={70}>
                  {label}
                </text>
              )}
            </g>
          );
        })}
        {steps.slice(-400).map(({ seq, atMs, from, to }) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the list of steps does the same by keyboard
          <circle
            key={seq}
            class={`mark${from !== to ? ' is-move' : ''}`}
            cx={scale.x(atMs)}
            cy={96}
            r={from !== to ? 5 : 3}
            onClick={() => {
              visited.value = seq;
            }}
          />
        ))}
        {shown && (
          <g class="playhead">
            <line x1={scale.x(shown.atMs)} x2={scale.x(shown.atMs)} y1={22} y2={HEIGHT} />
          </g>
        )}
      </svg>
    </div>
  );
}
