import type { Limit, SessionPolicy } from '../../machines/policy.ts';
import { type PlayOptions, playTrace } from './play-trace.ts';
import { sessionAgreement } from './session-agreement.ts';
import type { Trace } from './trace.ts';

/** What happened, and the ids that were seen at its samples, `null` for none. */
export interface Observation {
  readonly trace: Trace;
  readonly sessions: readonly (string | number | null)[];
}

export interface Candidate {
  readonly policy: SessionPolicy;
  readonly samples: number;
  /** Samples at which the policy gives what was seen. */
  readonly agreeing: number;
}

/** Values of a limit that agree best with what was seen: from `atLeastMs` to `atMostMs`, both included. */
export interface FittedLimit {
  readonly atLeastMs: number;
  /** `Infinity`: the data do not tell, perhaps there is no limit. */
  readonly atMostMs: number;
  readonly agreeing: number;
}

export interface Inference {
  /** The best first; those that agree equally well in the order given. */
  readonly candidates: readonly Candidate[];
  /** Fitted with all else as in the best candidate. */
  readonly inactivity: FittedLimit;
  readonly duration: FittedLimit;
}

type LimitName = 'inactivity' | 'duration';

/** So many values are tried over the whole range, before the ends of the best one's interval are looked for. */
const VALUES_TRIED = 24;

/**
 * Finds the policies that explain observations.
 *
 * @param policies at least one; tried as they are.
 * @param options how the traces are played; see `playTrace`.
 * @throws TraceError where a trace cannot be played.
 */
export function inferPolicy(
  observations: readonly Observation[],
  policies: readonly SessionPolicy[],
  options: Omit<PlayOptions, 'onChange'> = {},
): Inference {
  const agreeing = (policy: SessionPolicy) => countAgreeing(observations, policy, options);
  const candidates = policies
    .map((policy): Candidate => ({ policy, samples: countSamples(observations), agreeing: agreeing(policy) }))
    .sort((a, b) => b.agreeing - a.agreeing);
  const best = candidates[0];
  if (!best) throw new RangeError('inferPolicy: expected at least one policy, came none');
  const fitted = (name: LimitName) => fitLimit(observations, { policy: best.policy, name, countAgreeing: agreeing });
  return { candidates, inactivity: fitted('inactivity'), duration: fitted('duration') };
}

const countSamples = (observations: readonly Observation[]) => observations.reduce((sum, { sessions }) => sum + sessions.length, 0);

const countAgreeing = (observations: readonly Observation[], policy: SessionPolicy, options: PlayOptions): number =>
  observations.reduce((sum, { trace, sessions }) => {
    const played = playTrace(trace, policy, options).map(({ session }) => session);
    const { samples, differing } = sessionAgreement(sessions, played);
    return sum + samples - differing.length;
  }, 0);

interface Fit {
  readonly policy: SessionPolicy;
  readonly name: LimitName;
  readonly countAgreeing: (policy: SessionPolicy) => number;
}

/** Agreement changes at spans that occur in the data only, so one value between any two of them is enough. */
function fitLimit(observations: readonly Observation[], { policy, name, countAgreeing }: Fit): FittedLimit {
  const edges = [...new Set([1, ...spansIn(observations)])].sort((a, b) => a - b);
  const known = new Map<number, number>();
  const agreeingAt = (index: number) => {
    const isLast = index === edges.length - 1;
    const agreeing = known.get(index) ?? countAgreeing(withLimit(policy, name, isLast ? null : (edges[index] ?? 1)));
    known.set(index, agreeing);
    return agreeing;
  };
  const now = policy.endAfter[name]?.ms ?? Infinity;
  const step = Math.ceil(edges.length / VALUES_TRIED);
  const tried = [edges.filter((edge) => edge <= now).length - 1, ...edges.keys()].filter(
    (index, at) => at === 0 || (index - 1) % step === 0,
  );
  const best = tried.reduce((first, index) => (agreeingAt(index) > agreeingAt(first) ? index : first));
  const most = agreeingAt(best);
  const first = reach(best, -1, (index) => agreeingAt(index) === most);
  const last = reach(best, edges.length, (index) => agreeingAt(index) === most);
  return { atLeastMs: edges[first] ?? 1, atMostMs: (edges[last + 1] ?? Infinity) - 1, agreeing: most };
}

/** The index farthest from `inside` and short of `outside` up to which it holds, found by halving. */
function reach(inside: number, outside: number, holds: (index: number) => boolean): number {
  let [within, beyond] = [inside, outside];
  while (Math.abs(beyond - within) > 1) {
    const middle = Math.trunc((within + beyond) / 2);
    if (holds(middle)) within = middle;
    else beyond = middle;
  }
  return within;
}

function withLimit(policy: SessionPolicy, name: LimitName, ms: number | null): SessionPolicy {
  const { [name]: before, ...others } = policy.endAfter;
  const limit: Limit | undefined = ms === null ? undefined : { ...before, ms };
  return { ...policy, endAfter: limit ? { ...others, [name]: limit } : others };
}

/** Spans between any two steps that are no longer than a day and a bit, each with its neighbour one millisecond on. */
function spansIn(observations: readonly Observation[]): readonly number[] {
  const spans = new Set<number>();
  for (const { trace } of observations) {
    const times = [0, ...new Set(trace.steps.filter(({ op }) => op !== 'sample').map(({ atMs }) => atMs))];
    times.forEach((toMs, index) => {
      for (const fromMs of [times[index - 1], times[index - 2], 0]) {
        if (fromMs === undefined || toMs <= fromMs) continue;
        spans.add(toMs - fromMs);
        spans.add(toMs - fromMs + 1);
      }
    });
  }
  return [...spans];
}
