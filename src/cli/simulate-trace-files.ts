import type { SessionPolicy } from '../../machines/policy.ts';
import {
  ActivityError,
  type NamedTrace,
  type SimulateTraceOptions,
  simulateTraces,
  TraceError,
  type TraceSimulation,
} from '../tools/index.ts';
import { type Terminal, UsageError } from './terminal.ts';
import { traceReport } from './trace-report.ts';
import { type SessionWriter, writeSessions } from './write-sessions.ts';

/** What is said of rows; a trace has none. */
const OF_ROWS = ['user', 'time', 'event', 'time-unit', 'map', 'strict', 'sort'] as const;

/** @throws UsageError naming the first option that a trace has no use for. */
export function refuseRowOptions(values: { readonly [name: string]: unknown }): void {
  const given = OF_ROWS.find((name) => values[name] !== undefined);
  if (given) throw new UsageError(`--${given}: expected with activity only, came with a trace`);
}

/** @throws ActivityError naming the trace, and the step that needs a page that is not there. */
export function playTraces(traces: readonly NamedTrace[], options: SimulateTraceOptions): TraceSimulation {
  try {
    return simulateTraces(traces, options);
  } catch (error) {
    throw error instanceof TraceError ? new ActivityError(error.message) : error;
  }
}

interface Told {
  readonly terminal: Terminal;
  readonly json: boolean | undefined;
  readonly out: string | undefined;
}

/** `sessionchart simulate`, on traces. @throws UsageError, ActivityError */
export function simulateTraceFiles(traces: readonly NamedTrace[], policies: readonly SessionPolicy[], { terminal, json, out }: Told): void {
  const writer = out === undefined ? undefined : writeSessions(out);
  const simulation = orAbort(writer, () => playTraces(traces, { policies, onSession: writer?.write }));
  writer?.close();
  terminal.out(json ? `${JSON.stringify(simulation, null, 2)}\n` : traceReport(simulation, terminal.columns));
}

function orAbort<T>(writer: SessionWriter | undefined, run: () => T): T {
  try {
    return run();
  } catch (error) {
    writer?.abort();
    throw error;
  }
}
