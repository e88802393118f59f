import { sessionAgreement, type TraceSample } from '../src/tools/index.ts';

/** A sample at which a policy and its SDK differ. `null`: no id. */
export interface Difference {
  /** Of the sample in its trace. */
  readonly index: number;
  readonly atMs: number;
  readonly tab: string;
  readonly recorded: number | null;
  readonly played: number | null;
}

export interface Agreement {
  readonly samples: number;
  readonly differences: readonly Difference[];
}

/** Compares what was recorded with what was played, sample by sample; see `sessionAgreement`. */
export function agreementOf(recorded: readonly (number | null)[], played: readonly TraceSample[]): Agreement {
  const { samples, differing } = sessionAgreement(
    recorded,
    played.map(({ session }) => session),
  );
  const differences = differing.map((index): Difference => {
    const { atMs = 0, tab = 'A', session = null } = played[index] ?? {};
    return { index, atMs, tab, recorded: recorded[index] ?? null, played: session };
  });
  return { samples, differences };
}
