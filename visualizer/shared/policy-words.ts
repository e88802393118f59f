import type { Limit, SessionPolicy } from '../../src/index.ts';
import { formatLimit } from './format.ts';

const where = ({ while: condition }: Limit<string>) =>
  condition ? ` (${condition === 'open' || condition === 'closed' ? `while ${condition}` : `in the ${condition}`})` : '';
const listed = (words: readonly string[]) =>
  words.length < 2 ? (words[0] ?? 'nothing') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** When a session is over, in a sentence. */
export function endInWords({ endAfter, endOn = [] }: SessionPolicy): string {
  const { inactivity, background, duration, telemetryCount } = endAfter;
  const ends = [
    ...(inactivity ? [`${formatLimit(inactivity.ms)} without activity${where(inactivity)}`] : []),
    ...(background ? [`${formatLimit(background.ms)} in the background`] : []),
    ...(duration ? [`${formatLimit(duration.ms)} in all${where(duration)}`] : []),
    ...(telemetryCount ? [`${telemetryCount} telemetry records`] : []),
  ];
  const after = ends.length > 0 ? `after ${listed(ends)}` : '';
  const on = endOn.length > 0 ? `on ${listed(endOn)}` : '';
  return after || on ? `Over ${[after, on].filter(Boolean).join(', and ')}.` : 'Nothing ends it.';
}

/** What starts one, what keeps it alive, and what follows. */
export function startInWords({ startOn, extendOn, then }: SessionPolicy): string {
  const extends_ = extendOn.length === 0 ? 'Nothing keeps it alive.' : `Kept alive by ${listed(extendOn)}.`;
  const next = { renew: 'The next begins at once', wait: `The next begins on ${listed(startOn)}`, stop: 'No other follows' }[then];
  return `${extends_} ${next}.`;
}
