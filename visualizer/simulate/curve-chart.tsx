import { useRef } from 'preact/hooks';
import { formatCount, formatLimit, formatSpan } from '../shared/format.ts';
import { useWidth } from '../shared/use-width.ts';
import { isCurveComplete, LETTERS, points, policies, results } from './state.ts';

const HEIGHT = 260;
const MARGIN = { top: 26, right: 16, bottom: 34, left: 56 };
const LABELLED_MIN = [1, 5, 15, 30, 60, 240, 1_440];
/** Where there is little room. */
const FEW_MIN = [1, 15, 240, 1_440];
const DASHES = ['', '7 4', '2 4', '9 3 2 3'];

/** Three to six round numbers, the last not below `most`. */
function ticksTo(most: number): number[] {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, most / 4)));
  const step = Math.max(
    1,
    ([1, 2, 2.5, 5, 10].find((factor) => factor * unit * 5 >= most && Number.isInteger(factor * unit)) ?? 10) * unit,
  );
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
}

interface Mark {
  readonly index: number;
  readonly isToday: boolean;
  readonly markX: number;
  readonly markY: number;
}
/** Letters of marks that lie on each other stand side by side. */
function placed(marks: readonly Mark[]): readonly (Mark & { readonly labelX: number })[] {
  const done: (Mark & { readonly labelX: number })[] = [];
  for (const mark of marks) {
    let labelX = mark.markX + 7;
    for (const other of done)
      if (Math.abs(other.labelX - labelX) < 12 && Math.abs(other.markY - mark.markY) < 14) labelX = other.labelX + 12;
    done.push({ ...mark, labelX });
  }
  return done;
}

/** Sessions there would be, were the inactivity timeout another; today's value is marked. */
export function CurveChart() {
  const ref = useRef<HTMLDivElement>(null);
  const width = useWidth(ref, 560);
  const shown = points.value.filter(({ sessions }) => sessions.length === policies.value.length);
  const ticks = ticksTo(Math.max(1, ...shown.flatMap(({ sessions }) => sessions)));
  const most = ticks.at(-1) ?? 1;
  const inner = { width: width - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const logMin = Math.log(60_000);
  const logSpan = Math.log(86_400_000) - logMin;
  const x = (ms: number) => MARGIN.left + ((Math.log(Math.min(Math.max(ms, 60_000), 86_400_000)) - logMin) / logSpan) * inner.width;
  const y = (count: number) => MARGIN.top + inner.height * (1 - count / most);
  const marks = placed(
    policies.value.map(({ endAfter }, index) => {
      const todayMs = endAfter.inactivity?.ms;
      const count = todayMs === undefined ? shown.at(-1)?.sessions[index] : results.value[index]?.sessions;
      return {
        index,
        isToday: todayMs !== undefined,
        markX: todayMs === undefined ? width - MARGIN.right - 20 : x(todayMs),
        markY: y(count ?? 0),
      };
    }),
  );
  return (
    <figure class="plot" ref={ref} aria-busy={!isCurveComplete.value}>
      <figcaption>
        <h3>Sessions by inactivity timeout</h3>
        <p class="quiet">What you would count with another timeout, all else the same. The ring is today's value.</p>
      </figcaption>
      <svg id="curve-svg" width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={curveInWords()}>
        {ticks.map((count) => (
          <g class="grid" key={count}>
            <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y(count)} y2={y(count)} />
            <text x={MARGIN.left - 8} y={y(count) + 4} text-anchor="end">
              {formatCount(count)}
            </text>
          </g>
        ))}
        {(width > 460 ? LABELLED_MIN : FEW_MIN).map((minutes) => (
          <text class="tick" key={minutes} x={x(minutes * 60_000)} y={HEIGHT - 12} text-anchor="middle">
            {formatLimit(minutes * 60_000)}
          </text>
        ))}
        {marks.map(({ index, markX, markY, labelX, isToday }) => {
          const line = shown.map(({ timeoutMs, sessions }) => `${x(timeoutMs)},${y(sessions[index] ?? 0)}`).join(' L');
          return (
            <g class={`curve policy-${LETTERS[index]}`} key={LETTERS[index]}>
              {line && <path d={`M${line}`} stroke-dasharray={DASHES[index]} />}
              {isToday && <line x1={markX} x2={markX} y1={markY + 7} y2={y(0)} />}
              {isToday && <circle cx={markX} cy={markY} r={6} />}
              {line && (
                <text x={labelX} y={markY - 10}>
                  {LETTERS[index]}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </figure>
  );
}

function curveInWords(): string {
  const at = (ms: number) => points.value.find(({ timeoutMs }) => timeoutMs === ms);
  const lines = policies.value.map(({ name, endAfter }, index) => {
    const [low, high] = [at(300_000), at(3_600_000)].map((point) => formatCount(point?.sessions[index] ?? 0));
    const today = endAfter.inactivity
      ? `today ${formatSpan(endAfter.inactivity.ms)}: ${formatCount(results.value[index]?.sessions ?? 0)}`
      : 'today none';
    return `${LETTERS[index]} ${name}: 5 min ${low}, 1 h ${high}, ${today}`;
  });
  return `Sessions by inactivity timeout. ${lines.join('; ')}.`;
}
