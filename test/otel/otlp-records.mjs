/**
 * What an OTLP request holds, whichever way it was decoded, as flat records.
 *
 * @typedef {{
 *   signal: 'traces' | 'logs' | 'metrics', name: string, timeMs: number, endMs: number, observedMs: number, service: string,
 *   attributes: Record<string, unknown>, traceId: string, request: number,
 * }} OtlpRecord
 */

/**
 * @param {any} request of traces, logs or metrics; as decoded from protobuf, from JSON, or from the Collector's file
 * @param {number} number which request it was
 * @returns {OtlpRecord[]}
 */
export function flatten(request, number) {
  const records = [
    ...each(request.resourceSpans, 'scopeSpans', 'spans').map(({ item, service }) => record('traces', item, service, item.name)),
    ...each(request.resourceLogs, 'scopeLogs', 'logRecords').map(({ item, service }) =>
      record('logs', item, service, item.eventName || item.body?.stringValue || ''),
    ),
    ...each(request.resourceMetrics, 'scopeMetrics', 'metrics').flatMap(({ item, service }) =>
      (item.sum ?? item.gauge ?? item.histogram).dataPoints.map((/** @type {any} */ point) => record('metrics', point, service, item.name)),
    ),
  ];
  return records.map((found) => ({ ...found, request: number }));
}

/** @param {any[] | undefined} resources @param {string} scopes @param {string} items */
function each(resources = [], scopes, items) {
  return resources.flatMap((resource) =>
    (resource[scopes] ?? []).flatMap((/** @type {any} */ scope) =>
      (scope[items] ?? []).map((/** @type {any} */ item) => ({
        item,
        service: String(attributesOf(resource.resource?.attributes)['service.name'] ?? ''),
      })),
    ),
  );
}

/** @param {OtlpRecord['signal']} signal @param {any} item @param {string} service @param {string} name @returns {Omit<OtlpRecord, 'request'>} */
function record(signal, item, service, name) {
  return {
    signal,
    name,
    service,
    timeMs: toMs(item.startTimeUnixNano ?? item.timeUnixNano),
    endMs: toMs(item.endTimeUnixNano ?? item.timeUnixNano),
    observedMs: toMs(item.observedTimeUnixNano),
    attributes: attributesOf(item.attributes),
    traceId: String(item.traceId ?? ''),
  };
}

/** @param {string | number | undefined} nanoseconds */
const toMs = (nanoseconds) => Number(BigInt(nanoseconds ?? 0) / 1_000n) / 1_000;

/** @param {any[] | undefined} list */
function attributesOf(list = []) {
  return Object.fromEntries(list.map(({ key, value }) => [key, readValue(value)]));
}

/** @param {any} value @returns {unknown} */
function readValue(value) {
  if (value?.arrayValue) return (value.arrayValue.values ?? []).map(readValue);
  if (value?.intValue !== undefined) return Number(value.intValue);
  return value?.stringValue ?? value?.boolValue ?? value?.doubleValue ?? null;
}
