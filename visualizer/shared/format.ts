import { formatSpan } from '../../src/tools/index.ts';

const counts = new Intl.NumberFormat('en-US');
export const formatCount = (value: number): string => counts.format(value);

const clocks = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: 'UTC' });
const days = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
const dates = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** Times are UTC throughout, so that a link shows everybody the same. */
export const formatClock = (atMs: number): string => clocks.format(atMs);
const formatDay = (atMs: number): string => days.format(atMs);
export const formatDate = (atMs: number): string => dates.format(atMs);
export const formatInstant = (atMs: number): string => `${formatDay(atMs)} ${formatClock(atMs)}`;

/** A share in whole per cents; one that is not zero or all does not look like it. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.01) return '< 1 %';
  if (share < 1 && share > 0.99) return '> 99 %';
  return `${Math.round(share * 100)} %`;
}

/** `+12 %`, `−3 %`, `same`. */
export function formatChange(value: number, from: number): string {
  if (value === from) return 'same';
  if (from === 0) return 'new';
  const percent = (value / from - 1) * 100;
  const text = Math.abs(percent) < 1 ? Math.abs(percent).toFixed(1) : Math.abs(percent).toFixed(0);
  return `${percent > 0 ? '+' : '−'}${text} %`;
}

/** `max_duration` for people. */
const REASONS: Readonly<Record<string, string>> = {
  inactivity: 'no activity',
  background_timeout: 'too long in background',
  backgrounded: 'went to background',
  foregrounded: 'came to foreground',
  max_duration: 'maximum duration',
  manual: 'ended by the app',
  attribute_changed: 'an attribute changed',
  telemetry_limit: 'telemetry limit',
  day_boundary: 'midnight',
  clock_changed: 'clock changed',
  restarted: 'restarted',
  trigger: 'a trigger of the policy',
  unexpected_termination: 'died unexpectedly',
  superseded: 'another tab was first',
  shutdown: 'shut down',
  open: 'still open',
};
export const formatReason = (reason: string): string => REASONS[reason] ?? reason;

/** `1 h`, `4 h` and not `4 h 0 min`; for instants that are whole minutes. */
export const formatLimit = (ms: number): string => formatSpan(ms);
export { formatSpan };
