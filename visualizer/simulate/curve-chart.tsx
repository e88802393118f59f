import { useRef } from 'preact/hooks';
import { formatCount, formatLimit, formatSpan } from '../shared/format.ts';
import { useWidth } from '../shared/use-width.ts';
import { isCurveComplete, LETTERS, points, policies, results } from './state.ts';

const HEIGHT = 260;
const MARGIN = { top: 14, right: 16, bottom: 34, left: 56 };
const LABELLED_MIN = [1, 5, 15, 30, 60, 240, 1_440];
const DASHES = ['', '7 4', '2 4', '9 3 2 3'];

/** A round number that is not below `value`. */
function niceCeil(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * unit >= value) ?? 10) * unit;
}

/** Sessions there would be, were the inactivity timeout another; today's value is marked. */
export function CurveChart() {
  const ref = useRef<HTMLDivElement>(null);
  const width = useWidth(ref, 560);
  const shown = points.value.filter(({ sessions }) => sessions.length === policies.value.length);
  const timeouts = shown.map(({ timeoutMs }) => timeoutMs);
  const todays = policies.value.map(({ endAfter }) => endAfter.inactivity?.ms ?? null);
  const most = niceCeil(Math.max(1, ...shown.flatMap(({ sessions }) => sessions)));
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
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <g class="grid">
            <line x1={MARGIN.left} x2={width - MARGIN.right} y1={y(most * share)} y2={y(most * share)} />
            <text x={MARGIN.left - 8} y={y(most * share) + 4} text-anchor="end">
              {formatCount(Math.round(most * share))}
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
