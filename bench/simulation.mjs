/** The simulator's core in memory: one runner behind one pulse takes all users in turn. In CPU time of this process, so that others count little. */
import { register } from 'node:module';
import { activityOf } from './support/activity.mjs';
import { middle, rowOf } from './support/rows.mjs';

export const title = 'Simulation in memory';
export const variants = ['fold'];
export const runs = 7;
export const flags = ['--max-old-space-size=4096', '--max-semi-space-size=64'];

const EVENTS = 4_000_000;
const SIZES = [1e4, 1e5, 1e6, 1e7];

export async function measure() {
  register('../scripts/typescript-hooks.mjs', import.meta.url);
  const { createPolicyFold } = await import('../src/tools/policy-fold.ts');
  const { countSessions } = await import('../src/tools/session-tally.ts');
  const { defaultPolicy } = await import('../src/policies/default.ts');
  /** @param {ReturnType<typeof activityOf>} activity @returns {number} nanoseconds an event */
  const fold = ({ users, rows }) => {
    const tally = countSessions();
    const { user: before } = process.cpuUsage();
    const folded = createPolicyFold(defaultPolicy, ['activity'], tally.count);
    for (let user = 0; user < users; user++) folded.fold(user, rows, true);
    folded.finish();
    return ((process.cpuUsage().user - before) * 1e3) / rows.times.length;
  };
  /** @param {number} events @param {number} perSession */
  const best = (events, perSession) => {
    const activity = activityOf(events, perSession);
    const times = Math.max(3, Math.ceil(1e6 / events));
    const all = Array.from({ length: times }, () => fold(activity));
    // What is too short for the clock of CPU time is right on average only.
    return times > 3 ? all.slice(times >> 1).reduce((sum, ns) => sum + ns, 0) / (times - (times >> 1)) : Math.min(...all);
  };
  fold(activityOf(1e6, 10));
  const sizes = SIZES.map((size) => [`size.${size}`, best(size, 10)]);
  return { 10: best(EVENTS, 10), 60: best(EVENTS, 60), ...Object.fromEntries(sizes) };
}

/** @param {Readonly<Record<string, readonly Record<string, number>[]>>} all */
export function rows({ fold = [] }) {
  const rate = (/** @type {string} */ perSession, /** @type {number} */ atLeast) =>
    rowOf({
      what: `million events a second on one core, ${perSession} a session`,
      against: 'the clock',
      values: fold.map((run) => 1e3 / (run[perSession] ?? 0)),
      unit: 'M/s',
      target: { atLeast },
      note: `${middle(fold, perSession).toFixed(0)} ns an event`,
    });
  return [
    rate('10', 10),
    rate('60', 25),
    rowOf({
      what: 'time an event among 10,000,000',
      against: 'among 10,000',
      values: fold.map((run) => (run['size.10000000'] ?? 0) / (run['size.10000'] ?? 0)),
      target: { atMost: 1.3 },
    }),
  ];
}
