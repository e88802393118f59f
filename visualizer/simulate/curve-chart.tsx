import { useRef } from 'preact/hooks';
import { formatCount, formatLimit, formatSpan } from '../shared/format.ts';
import { useWidth } from '../shared/use-width.ts';
import { isCurveComplete, LETTERS, points, policies, results } from './state.ts';

const HEIGHT = 260;
const MARGIN = { top: 26, right: 16, bottom: 34, left: 56 };
const LABELLED_MIN = [1, 5, 15, 30, 60, 240, 1_440];
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

/** Sessions there would be, were the inactivity timeout another; today's value is marked. */
export function CurveChart() {
  const ref = useRef<HTMLDivElement>(null);
  const width = useWidth(ref, 560);
  const shown = points.value.filter(({ sessions }) => sessions.length === policies.value.length);
  const timeouts = shown.map(({ timeoutMs }) => timeoutMs);
  const todays = policies.value.map(({ endAfter }) => endAfter.inactivity?.ms ?? null);
  const ticks = ticksTo(Math.max(1, ...shown.flatMap(({ sessions }) => sessions)));
  const most = ticks.at(-1) ?? 1;
  const inner = { width: width - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const logMin = Math.log(60_000);
  const logSpan = Math.log(86_400_000) - logMin;
  const x = (ms: number) => MARGIN.left + ((Math.log(Math.min(Math.max(ms, 60_000), 86_400_000)) - logMin) / logSpan) * inner.width;
  const y = (count: number) => MARGIN.top + inner.height * (1 - count / most);
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
        {LABELLED_MIN.map((minutes) => (
          <text class="tick" x={x(minutes * 60_000)} y={HEIGHT - 12} text-anchor="middle">
            {formatLimit(minutes * 60_000)}
          </text>
        ))}
        {policies.value.map((_, index) => {
          const line = shown.map(({ timeoutMs, sessions }) => `${x(timeoutMs)},${y(sessions[index] ?? 0)}`).join(' L');
          const last = shown.at(-1)?.sessions[index];
          const today = todays[index];
          const count = results.value[index]?.sessions;
          return (
            <g class={`curve policy-${LETTERS[index]}`} key={LETTERS[index]}>
              {line && <path d={`M${line}`} stroke-dasharray={DASHES[index]} />}
              {today !== null && today !== undefined && count !== undefined && timeouts.length > 0 && (
                <circle cx={x(today)} cy={y(count)} r={6} />
              )}
              {today !== null && today !== undefined && count !== undefined && (
                <text x={x(today) + 9} y={y(count) - 9}>
                  {LETTERS[index]}
                </text>
              )}
              {(today === null || today === undefined) && last !== undefined && (
                <text x={width - MARGIN.right - 14} y={y(last) - 8}>
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
