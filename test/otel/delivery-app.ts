import type { SessionPolicy, Trigger } from '../../machines/policy.ts';
import { createSessionProvider, type Sessions } from '../../src/full/create-session-provider.ts';
import * as delivery from '../../src/otel/delivery.ts';
import type { DeliveryLedger } from '../../src/otel/delivery-ledger.ts';
import * as otel from '../../src/otel/index.ts';
import type { SdkLogRecordProcessor, SdkReadableSpan, SdkSpanProcessor } from '../../src/otel/otel-sdk.ts';
import type { Clock, Platform, SessionStore, Slot } from '../../src/provider/platform.ts';
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
  /** In the place of those that lead to the network. */
  readonly exporters?: { readonly traces: Sdk; readonly logs: Sdk };
  readonly store: SessionStore;
  readonly name: string;
  readonly policy?: SessionPolicy;
  readonly generateId?: () => string;
  readonly maxQueueSize?: number;
  readonly graceMs?: number;
  readonly clock?: Clock;
  readonly witness?: Witness;
  /** Puts something round the platform: a person's consent, say. */
  readonly guard?: (platform: Platform) => Platform;
  /** In the place of random ones, so that a run tells the same each time. */
  readonly idGenerator?: { generateTraceId(): string; generateSpanId(): string };
}

/** Sees what reaches the batch processors, with the session that it names then; the uid is that of the reader. */
export interface Witness {
  started(id: string, uid: string): void;
  /** A span goes no further, as its session is not sampled. */
  dropped(uid: string): void;
  ended(id: string | null, uid: string): void;
  logged(id: string | null, uid: string): void;
  /** A session event. */
  told(name: string, id: string, uid: string): void;
}

const SESSION_EVENT = /^session\.(start|end|checkpoint|sealed|background|foreground|update)$/;

const uidOf = (span: SdkReadableSpan) => String(itemOf(span as unknown as Exported).uid);

/** In front of the ledger, which tells nobody behind it of a span that is dropped. */
const watchDrops = (inner: SdkSpanProcessor, witness: Witness | undefined): SdkSpanProcessor => ({
  ...inner,
  onDrop(span) {
    witness?.dropped(uidOf(span));
    inner.onDrop?.(span);
  },
});

function watchSpans(inner: SdkSpanProcessor, witness: Witness | undefined): SdkSpanProcessor {
  const named = ({ attributes }: { attributes: { readonly [key: string]: unknown } }) =>
    (attributes['session.id'] ?? null) as string | null;
  return {
    onStart(span, context) {
      const id = named(span);
      if (id !== null) witness?.started(id, uidOf(span));
      inner.onStart(span, context);
    },
    onEnd(span) {
      witness?.ended(named(span), uidOf(span));
      inner.onEnd(span);
    },
    forceFlush: () => inner.forceFlush(),
    shutdown: () => inner.shutdown(),
  };
}

const watchLogs = (inner: SdkLogRecordProcessor, witness: Witness | undefined): SdkLogRecordProcessor => ({
  onEmit(record, context) {
    const { 'session.id': id = null, 'log.record.uid': uid } = record.attributes;
    const { eventName = '' } = record;
    if (SESSION_EVENT.test(eventName)) witness?.told(eventName, String(id), String(uid));
    else witness?.logged(id as string | null, String(uid));
    inner.onEmit(record, context);
  },
  forceFlush: (options) => inner.forceFlush(options),
  shutdown: () => inner.shutdown(),
});

/** An app with both signals, a ledger, and the processors of an SDK. */
export interface App {
  readonly name: string;
  readonly sessions: Sessions;
  readonly ledger: DeliveryLedger;
  readonly warnings: string[];
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly tracer: any;
  log(body: string, atMs?: number, eventName?: string): void;
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
    ...(store.updateNow && {
      updateNow: (slot: Slot, next: (stored: string | null) => string) => void (isDead || store.updateNow?.(slot, next)),
    }),
  };
  return {
    store: living,
    network: ((items, done) => isDead || network(items, (result) => isDead || done(result))) satisfies Network as Network,
    kill: () => {
      isDead = true;
    },
  };
}

export function openApp({
  sdk,
  name,
  policy,
  generateId,
  maxQueueSize = 2_048,
  graceMs,
  clock,
  witness,
  idGenerator,
  exporters,
  guard = (bare) => bare,
  ...options
}: AppOptions): App {
  const { store, network, kill } = createMortality(options.store, options.network);
  const warnings: string[] = [];
  let report: (trigger: Trigger) => void = () => {};
  const platform = guard({
    contextId: name,
    watch(tell) {
      report = tell;
      tell('load');
      return () => {};
    },
  });
  const sessions = createSessionProvider({
    platform,
    store,
    ...(clock && { clock }),
    ...(policy && { policy }),
    ...(generateId && { generateId }),
    diagnostics: { warn: (message, ...details) => warnings.push([message, ...details].join(' ')), debug() {} },
  });
  const ledger = delivery.createDeliveryLedger(sessions, { ...(graceMs !== undefined && { graceMs }), ...(clock && { clock }) });
  const limits = { maxQueueSize, maxExportBatchSize: Math.min(512, maxQueueSize) };
  const spans = otel.createSessionSpanProcessor(sessions, {
    next: watchDrops(
      ledger.spans(exporters?.traces ?? exporterTo(network), (exporter) =>
        watchSpans(new sdk.BatchSpanProcessor({ exporter, ...limits }), witness),
      ),
      witness,
    ),
  });
  const records = otel.createSessionLogRecordProcessor(sessions, {
    next: otel.createSessionLogFilter(
      sessions,
      ledger.logs(exporters?.logs ?? exporterTo(network), (exporter) =>
        watchLogs(new sdk.BatchLogRecordProcessor({ exporter, ...limits }), witness),
      ),
    ),
  });
  const tracing = new sdk.TracerProvider({
    spanProcessors: [spans],
    sampler: otel.createSessionSampler(sessions),
    ...(idGenerator && { idGenerator }),
  });
  const logging = new sdk.LoggerProvider({ processors: [records] });
  otel.emitSessionEvents(sessions, { loggerProvider: logging, also: ['background', 'foreground', 'update'] });
  const logger = logging.getLogger('app');
  const ignore = () => {};
  return {
    name,
    sessions,
    ledger,
    warnings,
    tracer: tracing.getTracer('app'),
    log: (body, atMs, eventName) =>
      logger.emit({ body, ...(atMs !== undefined && { timestamp: new Date(atMs) }), ...(eventName !== undefined && { eventName }) }),
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
