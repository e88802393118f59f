import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import { createSessionProvider, type Sessions } from '../../src/full/create-session-provider.ts';
import * as delivery from '../../src/otel/delivery.ts';
import type { DeliveryLedger } from '../../src/otel/delivery-ledger.ts';
import * as otel from '../../src/otel/index.ts';
import type { Platform, SessionStore } from '../../src/provider/platform.ts';
import { type Item, linesOf, sourceOf } from '../tools/audit-telemetry.ts';

/** The parts of an SDK that are used, of either line. */
// biome-ignore lint/suspicious/noExplicitAny: the packages of a line are there only once they are installed, so that their types are checked apart.
export type Sdk = any;

/** What an exporter gives its callback. */
type Done = (result: { code: number; error?: Error }) => void;
interface Exported {
  readonly attributes: Record<string, unknown>;
  readonly eventName?: string;
  readonly hrTime?: [number, number];
  readonly startTime: [number, number];
  readonly endTime: [number, number];
  spanContext?(): { traceId: string; spanId: string };
}

const ms = ([seconds, nanoseconds]: [number, number]) => seconds * 1_000 + nanoseconds / 1e6;

/** A record as it leaves, whatever becomes of it later. */
function itemOf(record: Exported): Item {
  const attributes = { ...record.attributes };
  if (record.hrTime === undefined) {
    const { traceId = '', spanId = '' } = record.spanContext?.() ?? {};
    return { signal: 'spans', session: null, uid: traceId + spanId, atMs: ms(record.startTime), endMs: ms(record.endTime), attributes };
  }
  const { eventName } = record;
  return { signal: 'logs', session: null, uid: null, atMs: ms(record.hrTime), ...(eventName !== undefined && { eventName }), attributes };
}

/** What lies between an exporter and the back end: what it gets, it may deliver, refuse, lose, and answer late or never. */
export type Network = (items: readonly Item[], done: Done) => void;

const exporterTo = (network: Network) => ({
  export: (records: Exported[], done: Done) => network(records.map(itemOf), done),
  forceFlush: async () => {},
  shutdown: async () => {},
});

export interface AppOptions {
  readonly sdk: Sdk;
  readonly network: Network;
  readonly store: SessionStore;
  readonly name: string;
  readonly policy?: SessionPolicy;
  readonly generateId?: () => string;
  readonly maxQueueSize?: number;
  readonly graceMs?: number;
}

/** An app with both signals, a ledger, and the processors of an SDK. */
export interface App {
  readonly name: string;
  readonly sessions: Sessions;
  readonly ledger: DeliveryLedger;
  readonly warnings: string[];
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly tracer: any;
  log(body: string, atMs?: number): void;
  /** What the platform reports. */
  report(trigger: Trigger): void;
  /** As it is told to: the sessions, then traces, then logs. */
  shutdown(): Promise<void>;
  flush(): Promise<void>;
  /** Everything stops where it is. */
  kill(): void;
}

/** A store and a network that a killed process has no hold of any more; what it awaits never comes. */
function createMortality(store: SessionStore, network: Network) {
  let isDead = false;
  const never = new Promise<never>(() => {});
  const living: SessionStore = {
    ...store,
    update: (slot, next) =>
      isDead ? never : store.update(slot, (text) => (isDead ? text : next(text))).then((text) => (isDead ? never : text)),
    subscribe: (run) => store.subscribe(() => isDead || run()),
    liveContexts: () => (isDead ? never : store.liveContexts()),
    writeNow: (slot, text) => void (isDead || store.writeNow?.(slot, text)),
  };
  return {
    store: living,
    network: ((items, done) => isDead || network(items, (result) => isDead || done(result))) satisfies Network as Network,
    kill: () => {
      isDead = true;
    },
  };
}

export function openApp({ sdk, name, policy, generateId, maxQueueSize = 2_048, graceMs, ...options }: AppOptions): App {
  const { store, network, kill } = createMortality(options.store, options.network);
  const warnings: string[] = [];
  let report: (trigger: Trigger) => void = () => {};
  const platform: Platform = {
    contextId: name,
    watch(tell) {
      report = tell;
      tell('load');
      return () => {};
    },
  };
  const sessions = createSessionProvider({
    platform,
    store,
    ...(policy && { policy }),
    ...(generateId && { generateId }),
    diagnostics: { warn: (message, ...details) => warnings.push([message, ...details].join(' ')), debug() {} },
  });
  const ledger = delivery.createDeliveryLedger(sessions, graceMs === undefined ? {} : { graceMs });
  const limits = { maxQueueSize, maxExportBatchSize: Math.min(512, maxQueueSize) };
  const spans = otel.createSessionSpanProcessor(sessions, {
    next: ledger.spans(exporterTo(network), (exporter) => new sdk.BatchSpanProcessor({ exporter, ...limits })),
  });
  const records = otel.createSessionLogRecordProcessor(sessions, {
    next: otel.createSessionLogFilter(
      sessions,
      ledger.logs(exporterTo(network), (exporter) => new sdk.BatchLogRecordProcessor({ exporter, ...limits })),
    ),
  });
  const tracing = new sdk.TracerProvider({ spanProcessors: [spans], sampler: otel.createSessionSampler(sessions) });
  const logging = new sdk.LoggerProvider({ processors: [records] });
  otel.emitSessionEvents(sessions, { loggerProvider: logging });
  const logger = logging.getLogger('app');
  const ignore = () => {};
  return {
    name,
    sessions,
    ledger,
    warnings,
    tracer: tracing.getTracer('app'),
    log: (body, atMs) => logger.emit({ body, ...(atMs !== undefined && { timestamp: new Date(atMs) }) }),
    report: (trigger) => report(trigger),
    async shutdown() {
      await sessions.shutdown();
      await tracing.shutdown().catch(ignore);
      await logging.shutdown().catch(ignore);
    },
    async flush() {
      await Promise.all([tracing.forceFlush().catch(ignore), logging.forceFlush().catch(ignore)]);
    },
    kill,
  };
}

/** What a receiver got, for the audit, a request each. */
export const received = (requests: readonly (readonly Item[])[]) => sourceOf(linesOf(requests));
