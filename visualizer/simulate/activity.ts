import type { SessionPolicy } from '../../src/index.ts';
import type { SessionTally, SimulatedSession } from '../../src/tools/index.ts';
import type { LoadedActivity, Person, Sleep } from './messages.ts';

/** What one person did, as columns. */
export interface Rows {
  readonly times: Float64Array;
  readonly kinds: Uint8Array;
}
export interface Wish {
  readonly policies: readonly SessionPolicy[];
  readonly sleeps: readonly Sleep[];
}
/** Activity as the worker keeps it. */
export interface Activity extends LoadedActivity {
  /** By user; people in the order in which they came. */
  readonly rows: ReadonlyMap<string, Rows>;
  /** Runs all of it through policies. A session bears its policy's number for a name: policies may share one, or change it. */
  run(policies: readonly SessionPolicy[], onSession?: (session: SimulatedSession) => void): Promise<readonly SessionTally[]>;
  /** What happened to one person, and what every policy makes of it. */
  follow(user: string, wish: Wish): Promise<Person>;
}

/** Policies by number. */
export const numbered = (policies: readonly SessionPolicy[]): SessionPolicy[] =>
  policies.map((policy, index) => ({ ...policy, name: String(index) }));
