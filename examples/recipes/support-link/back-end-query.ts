import type { SupportCase } from './support-link.ts';

/** For Grafana Tempo, with `fromMs` and `atMs` as the range. */
export function traceQl({ ids }: SupportCase): string {
  return `{ ${ids.map((id) => `span.session.id = "${id}"`).join(' || ')} }`;
}

/** For Grafana Loki, which turns the dots of attributes into underscores. */
export function logQl({ ids }: SupportCase): string {
  return `{service_name=~".+"} | session_id=~"${ids.join('|')}"`;
}

/** For a table of records with the columns `time_ms`, `name` and `attributes` (JSON). */
export function sql({ ids, fromMs }: SupportCase): string {
  return `SELECT time_ms, name, attributes->>'session.id' AS session_id
FROM records
WHERE attributes->>'session.id' IN (${ids.map((id) => `'${id}'`).join(', ')}) AND time_ms >= ${fromMs}
ORDER BY time_ms`;
}
