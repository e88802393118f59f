import type { TimeScale } from './time-scale.ts';

const CHAR_PX = 7;

interface AxisProps {
  readonly scale: TimeScale;
  readonly left: number;
  /** Where the labels end and the lines begin. */
  readonly top: number;
  readonly height: number;
}

/** Labelled instants, with lines down to the bottom; days stand out. */
export function TimeAxis({ scale, left, top, height }: AxisProps) {
  return (
    <g class="axis">
      {scale.ticks().map(({ atMs, label, isDay }) => {
        const x = left + Math.round(scale.x(atMs)) + 0.5;
        return (
          <g key={atMs} class={isDay ? 'is-day' : ''}>
            <line x1={x} x2={x} y1={top} y2={height} />
            {x + label.length * CHAR_PX + 4 < left + scale.width && (
              <text x={x + 4} y={top - 9}>
                {label}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}
