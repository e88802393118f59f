import { otelGlobals } from './report.ts';

/** The part of OpenTelemetry's logs API that is used; `Logger` of `@opentelemetry/api-logs` and of `@opentelemetry/api` 1.10 both are one. */
export interface Logger {
  emit(record: {
    eventName: string;
    timestamp: [number, number];
    observedTimestamp: [number, number];
    attributes: Record<string, string | number | boolean | string[] | number[] | boolean[]>;
    context: DetachedContext;
  }): void;
}
export interface LoggerProvider {
  getLogger(name: string, version?: string): Logger;
}

/** OpenTelemetry's empty context: a session event belongs to no span, whichever happens to be active when it is delivered. */
export interface DetachedContext {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): DetachedContext;
  deleteValue(key: symbol): DetachedContext;
}
export const DETACHED: DetachedContext = { getValue: () => undefined, setValue: () => DETACHED, deleteValue: () => DETACHED };

/** Where `@opentelemetry/api-logs` keeps its global (api-logs/src/internal/global-utils.ts), a function of its compatibility version. */
const LOGS_GLOBAL = Symbol.for('io.opentelemetry.js.api.logs');
const LOGS_VERSION = 1;

/**
 * The LoggerProvider that the app registered: with `logs` of `@opentelemetry/api` 1.10 or later, else with `logs` of
 * `@opentelemetry/api-logs`. These are two globals without a bridge.
 *
 * @returns `null` as long as there is none.
 */
export function findLoggerProvider(): LoggerProvider | null {
  const globals = globalThis as { [LOGS_GLOBAL]?: (version: number) => unknown };
  const found = otelGlobals().logs ?? globals[LOGS_GLOBAL]?.(LOGS_VERSION);
  return isLoggerProvider(found) ? found : null;
}

const isLoggerProvider = (value: unknown): value is LoggerProvider =>
  typeof value === 'object' && value !== null && 'getLogger' in value && typeof value.getLogger === 'function';
