import { formatShare, formatSpan } from '../shared/format.ts';
import { DURATION_BINS_MS } from './messages.ts';
import { LETTERS, policies, results } from './state.ts';

const labelOf = (bin: number) => {
  const to = DURATION_BINS_MS[bin];
  if (to === undefined) return `${formatSpan(DURATION_BINS_MS.at(-1) ?? 0)} +`;
  return bin === 0 ? '0' : `< ${formatSpan(to)}`;
};

/** How long sessions last, a row of columns for each policy. */
export function DurationChart() {
  const shares = results.value.map(({ durations, sessions }) => durations.map((count) => count / Math.max(1, sessions)));
  const most = Math.max(0.01, ...shares.flat());
  return (
    <figure class="plot">
      <figcaption>
        <h3>How long sessions last</h3>
        <p class="quiet">Share of each policy's sessions, from start to last sign of life.</p>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard */}
      <div class="scroll" tabIndex={0} role="region" aria-label="Share of sessions by duration">
        <table class="durations">
          <thead>
            <tr>
              <td />
              {[...DURATION_BINS_MS, null].map((_, bin) => (
                <th scope="col">{labelOf(bin)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shares.map((own, index) => (
              <tr class={`policy-${LETTERS[index]}`} key={LETTERS[index]}>
                <th scope="row">
                  <span class="letter" title={policies.value[index]?.name}>
                    {LETTERS[index]}
                  </span>
                </th>
                {own.map((share) => (
                  <td>
                    <span class="column" style={{ height: `${Math.round((share / most) * 40)}px` }} aria-hidden="true" />
                    <span class="share">{share > 0 ? formatShare(share) : '–'}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
