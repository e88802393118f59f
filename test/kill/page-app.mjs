/** The app of the kill test as a page: the web's platform and OpenTelemetry's SDK; it works until it is killed. */
// @ts-expect-error Installed in test/otel-3x; the bundler finds it there.
import { BatchLogRecordProcessor, createExporters, LoggerProvider, resourceFromAttributes } from 'sdk';
import { createSessionProvider, parsePolicy } from '../../src/index.ts';
import { createDeliveryLedger } from '../../src/otel/delivery.ts';
import { createSessionLogRecordProcessor, emitSessionEvents } from '../../src/otel/index.ts';
import { webPlatform } from '../../src/web/index.ts';
import { keepDiary, work } from './work.mjs';

/** @type {{ life: string, service: string, policy: object, seed: number, works: boolean }} */
const { life, service, policy, seed, works } = JSON.parse(new URLSearchParams(location.search).get('boot') ?? '{}');
/** The page waits for it, so that a kill does not lose it. */
const write = (/** @type {object} */ entry) => {
  const request = new XMLHttpRequest();
  request.open('POST', `/diary?service=${encodeURIComponent(service)}`, false);
  request.send(JSON.stringify({ ...entry, life }));
};
const now = () => Date.now();

write({ kind: 'up', t: now() });
const sessions = createSessionProvider({
  policy: parsePolicy(policy),
  platform: webPlatform(),
  appVersion: life,
  diagnostics: { warn: (...words) => write({ kind: 'warned', text: words.join(' ') }), debug() {} },
});
keepDiary({ sessions, write });
const ledger = createDeliveryLedger(sessions, { graceMs: 500 });
const exporters = createExporters('json', location.origin);
const logs = ledger.logs(exporters.logs, (exporter) => new BatchLogRecordProcessor({ exporter, scheduledDelayMillis: 100 }));
const resource = resourceFromAttributes({ 'service.name': service, 'service.version': life });
const loggers = new LoggerProvider({ resource, processors: [createSessionLogRecordProcessor(sessions, { next: logs })] });
emitSessionEvents(sessions, { loggerProvider: loggers });
const logger = loggers.getLogger('app');
const log = (/** @type {number} */ atMs) => logger.emit({ eventName: 'app.log', timestamp: atMs });
const stop = works ? work({ sessions, now, write, log, span: log }, seed) : () => {};

Object.assign(window, {
  /** @returns {Promise<string[]>} what waits in the outbox still */
  async shutDown() {
    stop();
    write({ kind: 'sign', t: now(), id: sessions.getSessionId(), isFinal: sessions.isFinal });
    await sessions.shutdown();
    await loggers.shutdown();
    await sessions.listSessions();
    const { outbox = [] } = JSON.parse(localStorage.getItem('sessionchart.default.session') ?? '{}');
    return outbox.map((/** @type {{ uid: string }} */ { uid }) => uid);
  },
});
