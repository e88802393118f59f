import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import { covers, rootOf, triggerEvent } from '../../machines/triggers.ts';

/** What activity most likely was, if the policy listens to it. */
const LIKELY = ['input', 'navigation', 'telemetry', 'export'];

/** That an app loaded, or came to the foreground, is more than activity, and means that it was not there before. */
const isPlain = (trigger: Trigger) => triggerEvent(trigger, 0).type === 'session.trigger';

function likeliest(list: readonly Trigger[]): Trigger | undefined {
  const rank = (trigger: Trigger) => (isPlain(trigger) ? LIKELY.indexOf(rootOf(trigger)) + 1 || LIKELY.length + 1 : LIKELY.length + 2);
  return [...list].sort((a, b) => rank(a) - rank(b))[0];
}

/**
 * The triggers that stand for activity under a policy: what starts a session where none lives, and what extends one
 * that does. Some SDKs count clicks, some telemetry, some page loads; a log of what users did has the like of `page_view`,
 * and every one of these SDKs would have noticed that in its own way. One trigger does both where the policy has such a one.
 */
export function activityTriggers({ startOn, extendOn, endOn, splitOn }: SessionPolicy): {
  readonly start: Trigger;
  readonly extend: Trigger;
} {
  const isHarmless = (trigger: Trigger) => !covers(endOn, trigger) && !covers(splitOn, trigger);
  const extending = extendOn.filter(isHarmless);
  const both = likeliest(extending.filter((trigger) => covers(startOn, trigger) && isPlain(trigger)));
  if (both) return { start: both, extend: both };
  const neutral = (['input', 'telemetry', 'export'] as const).filter(isHarmless);
  return { start: likeliest(startOn) ?? 'input', extend: likeliest(extending) ?? neutral[0] ?? 'export' };
}
