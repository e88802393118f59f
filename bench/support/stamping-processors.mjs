/** The processors that the stamping bench compares, each of its own form, as an app's are. */
import { dist } from './dist.mjs';

const SESSION_ID = 'session.id';
/** The session manager of each line, and what the sessions of both last. */
const OFFICIAL = {
  '2x': '../peers/node_modules/@opentelemetry/web-common/build/src/index.js',
  '3x': '../../test/otel-3x/node_modules/@opentelemetry/web-common/dist/index.mjs',
};
const LIMITS_S = { maxDuration: 14_400, inactivityTimeout: 1_800 };

class Nothing {
  /** @param {any} _span */
  onStart(_span) {}
  onEnd() {}
  /** @param {any} _record */
  onEmit(_record) {}
  async forceFlush() {}
  async shutdown() {}
}
/** One id for ever, the id of a session, as the others have it. */
class ConstantSpans extends Nothing {
  /** @param {string} id */
  constructor(id) {
    super();
    this.id = id;
  }
  /** @param {any} span @override */
  onStart(span) {
    span.setAttribute(SESSION_ID, this.id);
  }
}
class ConstantLogs extends Nothing {
  /** @param {string} id */
  constructor(id) {
    super();
    this.id = id;
  }
  /** @param {any} record @override */
  onEmit(record) {
    record.setAttribute(SESSION_ID, this.id);
  }
}
/** Hears of ends, for nothing: what the SDK's calls cost alone. */
class EndingSpans extends ConstantSpans {
  onEnding() {}
}
/** Answers whether anybody wants a record: that it does not. */
class EnabledLogs extends ConstantLogs {
  enabled() {
    return false;
  }
}

/** @typedef {'none' | 'constant' | 'again' | 'calls' | 'ours' | 'official'} Name */
/** @param {string} line @returns {Promise<Record<Name, { spans: any, logs: any }>>} */
export async function processorsOf(line) {
  const { createSessionProvider } = await dist('index');
  const { createSessionLogRecordProcessor, createSessionSpanProcessor } = await dist('otel');
  const official = await import(line === '2x' ? OFFICIAL['2x'] : OFFICIAL['3x']);
  const sessions = createSessionProvider();
  sessions.notify('input');
  const generator = official.createDefaultSessionIdGenerator();
  const manager = official.createSessionManager({
    sessionIdGenerator: generator,
    sessionStore: { save: async () => {}, get: async () => null },
    ...LIMITS_S,
  });
  await manager.start();
  // The first id is final by then, and stored.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const id = generator.generateSessionId();
  const constant = { spans: new ConstantSpans(id), logs: new ConstantLogs(id) };
  return {
    none: { spans: new Nothing(), logs: new Nothing() },
    constant,
    again: constant,
    calls: { spans: new EndingSpans(id), logs: new EnabledLogs(id) },
    ours: { spans: createSessionSpanProcessor(sessions), logs: createSessionLogRecordProcessor(sessions) },
    official: { spans: official.createSessionSpanProcessor(manager), logs: official.createSessionLogRecordProcessor(manager) },
  };
}
