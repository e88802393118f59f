import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { type Edge, isActive, type Layout, lastName, type StateBox } from './layout.ts';

/** An arrow that was taken, and the line of its label that tells why. */
export interface LitArrow {
  readonly from: string;
  readonly to: string;
  readonly line: string | null;
}
/** What stands in a state's box besides its name. */
export interface StateText {
  readonly title?: string | undefined;
  readonly notes?: readonly string[];
  readonly kind?: string;
}
interface DrawingProps {
  readonly layout: Layout;
  /** Dotted, innermost; of parallel states all, ` | ` between them. */
  readonly state: string;
  readonly lit: readonly LitArrow[];
  readonly label: string;
  readonly textOf: (id: string) => StateText;
  readonly children?: ComponentChildren;
}

/** Rounded corners where the line turns. */
function pathOf(points: Edge['points']): string {
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

function OuterState({ box, isLit, text }: BoxProps) {
  const name = lastName(box.id);
  const title = text.title ?? (text.kind === 'parallel' ? text.kind : '');
  return (
    <g class={`chart-state is-outer${isLit ? ' is-active' : ''}`}>
      <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={14} />
      <text class="chart-name" x={box.x + 16} y={box.y + 25}>
        {name}
        {title && (
          <tspan class="chart-title" dx={8}>
            {title}
          </tspan>
        )}
      </text>
      {text.notes?.map((note, index) => (
        <text class="chart-note" x={box.x + 16} y={box.y + 42 + index * 15}>
          {note}
        </text>
      ))}
    </g>
  );
}

interface BoxProps {
  readonly box: StateBox;
  readonly isLit: boolean;
  readonly text: StateText;
}
function InnerState({ box, isLit, text }: BoxProps) {
  const centre = box.x + box.width / 2;
  const lines = [...(text.title ? [text.title] : []), ...(text.notes ?? [])];
  const nameY = lines.length > 0 ? box.y + 21 : box.y + box.height / 2 + 5;
  return (
    <g class={`chart-state${isLit ? ' is-active' : ''}`}>
      <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={10} />
      {text.kind === 'final' && (
        <rect class="chart-final" x={box.x + 4} y={box.y + 4} width={box.width - 8} height={box.height - 8} rx={7} />
      )}
      {isLit && <circle class="chart-dot" cx={box.x + 11} cy={box.y + 11} r={3.5} />}
      <text class="chart-name" x={centre} y={nameY} text-anchor="middle">
        {text.kind === 'history' ? `H ${lastName(box.id)}` : lastName(box.id)}
      </text>
      {lines.map((line, index) => (
        <text class={text.title === line ? 'chart-title' : 'chart-note'} x={centre} y={nameY + 16 + index * 15} text-anchor="middle">
          {line}
        </text>
      ))}
    </g>
  );
}

function Arrow({ edge, lit, head }: { readonly edge: Edge; readonly lit: LitArrow | undefined; readonly head: string }) {
  const isLit = lit !== undefined;
  return (
    <g class={`chart-arrow${isLit ? ' is-lit' : ''}`}>
      <path d={pathOf(edge.points)} marker-end={`url(#${head}${isLit ? '-lit' : ''})`} />
      {edge.labels.map(({ lines, x, y }) =>
        lines.map((line, index) => (
          <text class={isLit && (lit.line === line || lines.length === 1) ? 'is-lit' : ''} x={x + 4} y={y + 12 + index * 15}>
            {line}
          </text>
        )),
      )}
    </g>
  );
}

/** A machine: nested boxes and labelled arrows, the active states and the last transitions lit. */
export function Drawing({ layout, state, lit, label, textOf, children }: DrawingProps) {
  const head = useId();
  const litOf = ({ from, to }: Edge) => lit.find((arrow) => arrow.from === from && arrow.to === to);
  const isOuter = (id: string) => layout.states.some((other) => other.id.startsWith(`${id}.`));
  // What is lit lies on top.
  const edges = [...layout.edges].sort((a, b) => Number(litOf(a) !== undefined) - Number(litOf(b) !== undefined));
  return (
    <svg viewBox={`0 0 ${layout.width} ${layout.height}`} role="img" aria-label={label} style={{ maxWidth: `${layout.width * 1.1}px` }}>
      <defs>
        {['', '-lit'].map((suffix) => (
          <marker
            id={head + suffix}
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
      {layout.states.map((box) => {
        if (box.id.endsWith('*')) return <circle key={box.id} class="chart-start" cx={box.x + 6} cy={box.y + 6} r={5} />;
        const State = isOuter(box.id) ? OuterState : InnerState;
        return <State key={box.id} box={box} isLit={isActive(state, box.id)} text={textOf(box.id)} />;
      })}
      {edges.map((edge) => (
        <Arrow key={edge.id} edge={edge} lit={litOf(edge)} head={head} />
      ))}
      {children}
    </svg>
  );
}

/** A drawing in words: where the machine is, and how it came there. */
export const drawingInWords = (state: string, lit: readonly LitArrow[]): string => {
  const last = lit.map(({ from, to, line }) => `${from} to ${to}${line ? `, ${line}` : ''}`).join('; ');
  return `Statechart. Active state: ${state}.${last ? ` Last transition: ${last}.` : ''}`;
};
