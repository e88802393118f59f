import type { SessionEvent } from './events.ts';
import type { SessionPolicy, Trigger, TriggerRoot } from './policy.ts';
import type { EndReason } from './session.ts';

/** Whether `list` names `trigger` or something it refines. */
export function covers(list: readonly Trigger[] = [], trigger: Trigger): boolean {
  for (const listed of list) if (listed === trigger || (trigger.startsWith(listed) && trigger[listed.length] === '.')) return true;
  return false;
}

/** The part before the first dot. */
export function rootOf(trigger: Trigger): TriggerRoot {
  const dot = trigger.indexOf('.');
  return (dot < 0 ? trigger : trigger.slice(0, dot)) as TriggerRoot;
}

/** Whether a session does not outlive a restart of the app. */
export const endsByRestart = ({ endOn = [] }: SessionPolicy): boolean => endOn.some((trigger) => rootOf(trigger) === 'load');

const EVENT_OF: { readonly [root: string]: 'session.foreground' | 'session.background' | 'session.open' | 'session.close' } = {
  foreground: 'session.foreground',
  background: 'session.background',
  load: 'session.open',
  unload: 'session.close',
};
/** The chart's event for something that happened to the app. */
export const triggerEvent = (trigger: Trigger, atMs: number): SessionEvent => ({
  type: EVENT_OF[rootOf(trigger)] ?? 'session.trigger',
  trigger,
  atMs,
});

const ENDED_BY: { readonly [root: string]: EndReason } = {
  background: 'backgrounded',
  foreground: 'foregrounded',
  attribute: 'attribute_changed',
  day: 'day_boundary',
  clock: 'clock_changed',
  load: 'restarted',
  manual: 'manual',
};
export const endReasonOf = (trigger: Trigger): EndReason => ENDED_BY[rootOf(trigger)] ?? 'trigger';
