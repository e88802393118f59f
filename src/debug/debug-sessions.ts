import type { Trigger } from '../../machines/policy.ts';
import type { SessionChange } from '../../machines/session.ts';
import { covers } from '../../machines/triggers.ts';
import type { TelemetrySessions } from '../api/session-provider.ts';
import type { CoreOptions } from '../provider/core-options.ts';
import { type Diagnostics, otelDiagnostics } from '../provider/diagnostics.ts';
import { barePlatform, type Clock, type Platform, type SessionStore, systemClock } from '../provider/platform.ts';
import type { ChartDecision, Decision, StoreDecision } from './decisions.ts';
import { formatDecision } from './format-decision.ts';
import { formatReport } from './report.ts';
import type { SessionSnapshot } from './snapshot.ts';
import { createWatchLog, type SnapshotOptions, type WatchLog } from './watch-log.ts';
import { watchRunner } from './watched-runner.ts';
import { type GivenStore, watchGivenStore } from './watched-store.ts';

export interface DebugSettings {
  /** Decisions that are kept, the last ones. Default 300. */
  readonly keep?: number;
  /** Hears each line. Default: `debug` of the provider's diagnostics, which is OpenTelemetry's `diag`. */
  readonly log?: (line: string) => void;
}
/** What debug mode knows of one provider. */
export interface SessionDebug {
  /** The last decisions, oldest first. */
  readonly decisions: readonly Decision[];
  /** The same as text, in lines of 100 characters at the most. */
  lines(): readonly string[];
  /** Plain JSON, for a program or the visualizer. */
  snapshot(options?: SnapshotOptions): SessionSnapshot;
  /** Markdown for a bug report, of 60,000 characters at the most: the lines, and the snapshot with as many decisions as fit. The visualizer opens it. */
  report(options?: SnapshotOptions): string;
}

/** Options that debug mode puts itself between. */
export type DebuggedOptions = Pick<CoreOptions, 'platform' | 'clock' | 'store' | 'diagnostics'>;

const finite = (atMs: number) => (Number.isFinite(atMs) ? atMs : null);

/**
 * Creates a provider that tells each of its decisions: the event, the guard, the values compared, and what came of it. It runs
 * the chart a second time beside the first, so it is for the app that is looked into, not for every user's.
 *
 * @param create `createSessionProvider` of `sessionchart` or of `sessionchart/lite`
 * @throws what `create` throws
 * @example
 * const sessions = debugSessions(createSessionProvider, { platform: webPlatform() });
 * copy(sessions.debug.report());
 */
export function debugSessions<Options extends DebuggedOptions, Provider extends TelemetrySessions>(
  create: (options?: Options) => Provider,
  options?: NoInfer<Options>,
  { keep = 300, log }: DebugSettings = {},
): Provider & { readonly debug: SessionDebug } {
  const { platform = barePlatform, clock = platform.clock ?? systemClock, diagnostics = otelDiagnostics } = options ?? ({} as Options);
  const say = log ?? ((line: string) => diagnostics.debug(`sessionchart: ${line}`));
  const watchLog = createWatchLog(keep, clock.now, (decision) => {
    for (const line of formatDecision(decision)) attempt(() => say(line));
    settling?.look(decision);
  });
  let sessions: Provider | null = null;
  let settling: ReturnType<typeof createSettlementWatch> | null = null;
  const report = createTriggerWatch(watchLog, clock, () =>
    sessions === null ? null : finite((sessions as { deadlineMs?: number }).deadlineMs ?? Infinity),
  );
  const store = createStoreWatch(watchLog, clock);
  settling = createSettlementWatch(store.tell, (id) => sessions?.finalId?.(id) ?? id);
  const watched = {
    ...options,
    platform: { ...watchPlatform(platform, report), ...(platform.store && { store: store.watch(platform.store) }) },
    ...(options?.store && { store: store.watch(options.store) }),
    diagnostics: watchDiagnostics(diagnostics, watchLog, clock),
  } as Options;
  const created = create(watched);
  sessions = created;
  created.subscribe(settling.hear);
  const { notify } = created;
  const take = (how: SnapshotOptions = {}) => {
    // What was taken in without the chart is handed to it, so that the snapshot has it.
    created.getSession();
    return watchLog.snapshot(store.peek(), how);
  };
  return Object.assign(created, {
    notify: (trigger: Trigger, atMs?: number) => report(trigger, () => notify(trigger, atMs)),
    debug: {
      get decisions() {
        return watchLog.decisions;
      },
      lines: () => watchLog.decisions.flatMap(formatDecision),
      snapshot: take,
      report: (how?: SnapshotOptions) => formatReport(take, how),
    },
  });
}

/** What watches must never throw into the app. */
function attempt(run: () => void): void {
  try {
    run();
  } catch {
    // Whoever reads the lines has failed, not the app.
  }
}

/** Tells of triggers that the chart did not have to hear of. */
function createTriggerWatch(watchLog: WatchLog, clock: Clock, deadline: () => number | null) {
  return (trigger: Trigger, run: () => void) => {
    const { isLive } = watchLog;
    const fromMs = deadline();
    const atMs = clock.now();
    if (watchLog.hasHeard(run, trigger) || typeof trigger !== 'string') return;
    const isListed = covers(watchLog.input?.policy.extendOn, trigger);
    watchLog.add({ kind: 'activity', atMs, trigger, isListed, isLive, fromMs, toMs: deadline() });
  };
}

function createStoreWatch(watchLog: WatchLog, clock: Clock) {
  let opened: SessionStore | null = null;
  const tell = (found: Pick<StoreDecision, 'what'> & Partial<StoreDecision>) =>
    watchLog.add({ kind: 'store', atMs: clock.now(), id: null, by: null, endReason: null, contexts: [], error: null, ...found });
  return {
    tell,
    watch: <Given extends GivenStore>(given: Given) =>
      watchGivenStore(given, tell, (store) => {
        opened = store;
      }) as Given,
    peek(): string | null {
      try {
        return opened?.peek('session') ?? null;
      } catch {
        return null;
      }
    },
  };
}

/** Tells what is settled between contexts beside the chart: ends that it did not see, and ids that others took the place of. */
function createSettlementWatch(
  tell: (found: Pick<StoreDecision, 'what'> & Partial<StoreDecision>) => void,
  finalId: (id: string) => string,
) {
  const ended = new Set<string>();
  const left = (decision: ChartDecision) => {
    const { event, transitions } = decision;
    if (event.type !== 'session.sync') return;
    const contexts = Object.keys(event.record.telemetryByContext);
    for (const { id, actions } of transitions) {
      if (!actions.includes('forgetSession') || id === event.record.id) continue;
      // The place is taken when all that happened since has been played again.
      void Promise.resolve().then(() => {
        const by = finalId(id);
        if (by !== id) tell({ what: 'replaced', id, by, contexts });
      });
    }
  };
  return {
    look(decision: Decision) {
      if (decision.kind !== 'chart') return;
      for (const { changes } of decision.transitions)
        for (const { type, id, reason } of changes) if (type === 'ended') ended.add(`${id} ${reason}`);
      left(decision);
    },
    hear({ type, session }: SessionChange) {
      if (type === 'ended' && !ended.delete(`${session.id} ${session.endReason}`))
        tell({ what: 'ended', id: session.id, endReason: session.endReason });
    },
  };
}

const watchPlatform = (platform: Platform, report: (trigger: Trigger, run: () => void) => void): Platform => {
  const watch = platform.watch?.bind(platform);
  if (!watch) return platform;
  return { ...platform, watch: (hear, host) => watch((trigger, atMs) => report(trigger, () => hear(trigger, atMs)), host) };
};

function watchDiagnostics(given: Diagnostics, watchLog: WatchLog, clock: Clock): Diagnostics {
  return {
    warn(message, ...details) {
      const text = [message.replace(/^sessionchart: /, ''), ...details.map(String)].join(': ');
      watchLog.add({ kind: 'warning', atMs: clock.now(), message: text });
      given.warn(message, ...details);
    },
    debug: (message, ...details) => given.debug(message, ...details),
    watch: (start) => watchRunner(given.watch?.(start) ?? start, watchLog.watcher),
  };
}
