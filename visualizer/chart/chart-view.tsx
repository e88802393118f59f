import { useEffect, useRef, useState } from 'preact/hooks';
import layouts from '../generated/chart-layout.json';

/** An arrow that was taken, by its states; the guard picks the line of its label. */
export interface LitArrow {
  readonly from: string;
  readonly to: string;
  readonly guard: string | null;
}
interface ChartProps {
  /** Dotted, innermost. */
  readonly state: string;
  readonly lit: readonly LitArrow[];
  /** What happened without leaving the state, such as `counts`. */
  readonly stayed: string | null;
  readonly shape?: 'wide' | 'tall';
}
type Layout = (typeof layouts)['wide'];
type State = Layout['states'][number];
type Edge = Layout['edges'][number];

const TITLES: Readonly<Record<string, string>> = {
  idle: 'no session yet',
  live: 'a session lives',
  'live.active': 'in the foreground',
  'live.backgrounded': 'in the background',
  expired: 'over, waits',
  closed: 'shut down',
};
const BREAK_PX = 1_000;

const isInside = (state: string, id: string) => state === id || state.startsWith(`${id}.`);
const lastName = (id: string) => id.slice(id.lastIndexOf('.') + 1);

function StateBox({ box, isActive, hasChildren }: { readonly box: State; readonly isActive: boolean; readonly hasChildren: boolean }) {
  if (box.id.endsWith('*')) return <circle class="chart-start" cx={box.x + 6} cy={box.y + 6} r={5} />;
  const centre = box.x + box.width / 2;
  const name = lastName(box.id);
  return (
    <g class={`chart-state${isActive ? ' is-active' : ''}${hasChildren ? ' is-outer' : ''}`}>
      <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={hasChildren ? 14 : 10} />
      {isActive && !hasChildren && <circle class="chart-dot" cx={box.x + 11} cy={box.y + 11} r={3.5} />}
      <text
        class="chart-name"
        x={hasChildren ? box.x + 16 : centre}
        y={box.y + (hasChildren ? 25 : 21)}
        text-anchor={hasChildren ? 'start' : 'middle'}
      >
        {name}
      </text>
      <text
        class="chart-title"
        x={hasChildren ? box.x + 20 + name.length * 9 : centre}
        y={box.y + (hasChildren ? 25 : 37)}
        text-anchor={hasChildren ? 'start' : 'middle'}
      >
        {TITLES[box.id]}
      </text>
    </g>
  );
}

/** Rounded corners where the line turns. */
function pathOf(points: readonly (readonly number[])[]): string {
  const at = (index: number) => points[index] as readonly [number, number];
  let path = `M${at(0)[0]},${at(0)[1]}`;
  for (let i = 1; i < points.length - 1; i++) {
    const [x, y] = at(i);
    const near = ([px, py]: readonly [number, number]) => {
      const length = Math.hypot(px - x, py - y) || 1;
      const radius = Math.min(8, length / 2);
      return `${x + ((px - x) / length) * radius},${y + ((py - y) / length) * radius}`;
    };
    path += ` L${near(at(i - 1))} Q${x},${y} ${near(at(i + 1))}`;
  }
  return `${path} L${at(points.length - 1).join(',')}`;
}

function Arrow({ edge, lit }: { readonly edge: Edge; readonly lit: LitArrow | undefined }) {
  const isLit = lit !== undefined;
  return (
    <g class={`chart-arrow${isLit ? ' is-lit' : ''}`}>
      <path d={pathOf(edge.points)} marker-end={`url(#arrow${isLit ? '-lit' : ''})`} />
      {edge.labels.map(({ lines, x, y }) =>
        lines.map((line, index) => (
          <text
            class={isLit && (lit.guard === line || (lit.guard === null && lines.length === 1)) ? 'is-lit' : ''}
            x={x + 4}
            y={y + 12 + index * 15}
          >
            {line}
          </text>
        )),
      )}
    </g>
  );
}

/** The statechart: nested boxes and labelled arrows, the active state and the last transition lit. */
export function ChartView({ state, lit, stayed, shape }: ChartProps) {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(BREAK_PX);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? BREAK_PX));
    if (ref.current) observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  const layout: Layout = layouts[shape ?? (width >= BREAK_PX ? 'wide' : 'tall')];
  const litOf = ({ from, to }: Edge) => lit.find((arrow) => arrow.from === from && arrow.to === to);
  const isOuter = (id: string) => layout.states.some((other) => other.id.startsWith(`${id}.`));
  const live = layout.states.find(({ id }) => id === 'live');
  const edges = [...layout.edges].sort((a, b) => Number(litOf(a) !== undefined) - Number(litOf(b) !== undefined));
  return (
    <div class="chart" ref={ref}>
      <svg
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        role="img"
        aria-label={`Statechart. Active state: ${state}.${lit.length > 0 ? ` Last transition: ${lit.map(({ from, to, guard }) => `${from} to ${to}${guard ? `, ${guard}` : ''}`).join('; ')}.` : ''}`}
        style={{ maxWidth: `${layout.width * 1.1}px` }}
      >
        <defs>
          {['', '-lit'].map((suffix) => (
            <marker
              id={`arrow${suffix}`}
              class={`chart-head${suffix}`}
              viewBox="0 0 8 8"
              refX={7}
              refY={4}
              markerWidth={8}
              markerHeight={8}
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path d="M0,0.5 L7.5,4 L0,7.5 z" />
            </marker>
          ))}
        </defs>
        {layout.states.map((box) => (
          <StateBox key={box.id} box={box} isActive={isInside(state, box.id)} hasChildren={isOuter(box.id)} />
        ))}
        {edges.map((edge) => (
          <Arrow key={edge.id} edge={edge} lit={litOf(edge)} />
        ))}
        {live && stayed && (
          <g class="chart-stayed">
            <rect x={live.x + 16} y={live.y + live.height - 40} width={live.width - 32} height={26} rx={13} />
            <text x={live.x + live.width / 2} y={live.y + live.height - 22} text-anchor="middle">
              {`stays: ${stayed}`}
            </text>
          </g>
        )}
      </svg>
    </div>
  );
}
