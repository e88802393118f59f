import { useRef } from 'preact/hooks';
import layouts from '../generated/chart-layout.json';
import { useWidth } from '../shared/use-width.ts';
import { Drawing, drawingInWords, type LitArrow } from './drawing.tsx';
import type { Layout } from './layout.ts';

interface ChartProps {
  /** Dotted, innermost. */
  readonly state: string;
  readonly lit: readonly LitArrow[];
  /** What happened without leaving the state, such as `counts`. */
  readonly stayed: string | null;
}

const TITLES: Readonly<Record<string, string>> = {
  idle: 'no session yet',
  live: 'a session lives',
  'live.active': 'in the foreground',
  'live.backgrounded': 'in the background',
  expired: 'over, waits',
  closed: 'shut down',
};
const textOf = (id: string) => ({ title: TITLES[id] });
/** From this width on, the chart lies on its side. */
export const WIDE_PX = 1_000;

/** The statechart of sessions: the active state and the last transition lit. */
export function ChartView({ state, lit, stayed }: ChartProps) {
  const ref = useRef<HTMLDivElement>(null);
  const width = useWidth(ref, WIDE_PX);
  const layout: Layout = layouts[width >= WIDE_PX ? 'wide' : 'tall'];
  const live = layout.states.find(({ id }) => id === 'live');
  return (
    <div class="chart" ref={ref}>
      <Drawing layout={layout} state={state} lit={lit} label={drawingInWords(state, lit)} textOf={textOf}>
        {live && stayed && (
          <g class="chart-stayed">
            <rect x={live.x + 16} y={live.y + live.height - 40} width={live.width - 32} height={26} rx={13} />
            <text x={live.x + live.width / 2} y={live.y + live.height - 22} text-anchor="middle">
              {`stays: ${stayed}`}
            </text>
          </g>
        )}
      </Drawing>
    </div>
  );
}
