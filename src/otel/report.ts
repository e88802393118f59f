/** Where `@opentelemetry/api` 1.x keeps its globals (api/src/internal/global-utils.ts), read so that both SDK lines serve. */
const OTEL_GLOBAL = Symbol.for('opentelemetry.js.api.1');

export interface OtelGlobals {
  readonly diag?: { warn?(message: string, ...details: unknown[]): void };
  /** Since 1.10. */
  readonly logs?: unknown;
}
export const otelGlobals = (): OtelGlobals => (globalThis as { [OTEL_GLOBAL]?: OtelGlobals })[OTEL_GLOBAL] ?? {};

/** Tells OpenTelemetry's `diag` what must not reach the app. Never throws. */
export function report(message: string, error?: unknown): void {
  try {
    otelGlobals().diag?.warn?.(`sessionchart: ${message}`, error);
  } catch {
    // A logger that throws has nobody left to tell.
  }
}
