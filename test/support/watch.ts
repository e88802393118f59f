import type { SessionPolicy } from '../../machines/policy.ts';
import type { SessionChange } from '../../machines/session.ts';
import { createSessionProvider, type SessionProviderOptions, type Sessions } from '../../src/full/create-session-provider.ts';
import type { Platform } from '../../src/provider/platform.ts';
import { EPOCH_MS, MINUTE_MS } from './arbitrary.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { counter } from './runners.ts';

export const testPolicy: SessionPolicy = {
  name: 'test',
  startOn: ['load', 'input', 'foreground', 'telemetry'],
  extendOn: ['input', 'load', 'foreground'],
  endAfter: { inactivity: { ms: 30 * MINUTE_MS }, duration: { ms: 240 * MINUTE_MS } },
  then: 'wait',
  scope: 'origin',
};

/** A platform that reports that it has loaded. */
export const load: Platform = {
  watch(report) {
    report('load');
    return () => {};
  },
};

export interface Watched {
  readonly clock: ManualClock;
  readonly sessions: Sessions;
  readonly changes: SessionChange[];
  readonly warnings: string[];
  /** The changes in short: type, id, minutes since the test began, end reason. */
  story(): string[];
}

const minutes = (atMs: number) => Number(((atMs - EPOCH_MS) / MINUTE_MS).toFixed(5));
export const inShort = ({ type, session, atMs }: SessionChange) =>
  `${type} ${session.id} ${minutes(atMs)}${session.endReason === null ? '' : ` ${session.endReason}`}`;

/** A provider on a manual clock, and all that it tells. */
export function watch({ clock = createManualClock(), ...options }: SessionProviderOptions & { clock?: ManualClock } = {}): Watched {
  const warnings: string[] = [];
  const changes: SessionChange[] = [];
  const sessions = createSessionProvider({
    policy: testPolicy,
    clock,
    generateId: counter(),
    diagnostics: { warn: (message, ...details) => warnings.push([message, ...details].join(' ')), debug() {} },
    ...options,
  });
  sessions.session$.subscribe((change) => changes.push(change));
  return { clock, sessions, changes, warnings, story: () => changes.map(inShort) };
}
