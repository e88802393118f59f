import type { StartRunner } from './engine.ts';

/** The part of OpenTelemetry's `diag` that is used. */
export interface Diagnostics {
  warn(message: string, ...details: unknown[]): void;
  debug(message: string, ...details: unknown[]): void;
  /** Put round what runs the chart, to tell what it decides: `sessionchart/debug` has one. */
  watch?(start: StartRunner): StartRunner;
}

/** Where `@opentelemetry/api` 1.x keeps its globals (api/src/internal/global-utils.ts), read so that the API need not be installed. */
const OTEL_GLOBAL = Symbol.for('opentelemetry.js.api.1');

const registered = (): Partial<Diagnostics> | undefined =>
  (globalThis as { [OTEL_GLOBAL]?: { diag?: Partial<Diagnostics> } })[OTEL_GLOBAL]?.diag;

/** Whatever logger the app has set with `diag.setLogger`, at the time of the message; silent without. */
export const otelDiagnostics: Diagnostics = {
  warn: (message, ...details) => registered()?.warn?.(message, ...details),
  debug: (message, ...details) => registered()?.debug?.(message, ...details),
};

/** The one warning about a store that throws or rejects, whatever the call. */
export const STORE_FAILED = 'the store failed, so sessions are kept in memory';
/** Whoever reads the damaged text first. */
export const PART_LOST = 'a part of what was stored is unreadable and was left out';

export interface Reporter {
  /** Says it, never throws. */
  warn(message: string, ...details: unknown[]): void;
  /** Says it the first time only. */
  warnOnce(message: string, ...details: unknown[]): void;
}

export function createReporter(diagnostics: Diagnostics = otelDiagnostics): Reporter {
  const said = new Set<string>();
  const warn = (message: string, ...details: unknown[]) => {
    try {
      diagnostics.warn(`sessionchart: ${message}`, ...details);
    } catch {
      // A logger that throws has nobody left to tell.
    }
  };
  return {
    warn,
    warnOnce(message, ...details) {
      if (said.has(message)) return;
      said.add(message);
      warn(message, ...details);
    },
  };
}
