import { type Context, propagation, type TextMapGetter, type TextMapPropagator, type TextMapSetter, trace } from '@opentelemetry/api';
import type { TelemetrySessions } from '../api/session-provider.ts';
import { report } from './report.ts';
import { ATTR_SESSION_ID } from './semconv.ts';

export interface SessionPropagatorOptions {
  /** What writes and reads the headers: `W3CBaggagePropagator`, or a composite that contains it. */
  readonly propagator: TextMapPropagator;
  /** Origins that get the id, such as `https://api.example.com`. Default: none. */
  readonly allowedOrigins?: readonly string[];
  /** The URL that a request goes to. Default: `url.full`, or `http.url`, of the context's span, as HTTP instrumentations set it at its start. */
  readonly urlOf?: (context: Context) => string | undefined;
}

/**
 * Sends `session.id` in W3C baggage to the allowed origins. Requests to any other origin, or of unknown destination, go
 * without it, also where it came in with a request that is being answered. A provisional id is not sent.
 *
 * @throws TypeError for an allowed origin that is not the origin of a URL.
 */
export function createSessionPropagator(
  sessions: TelemetrySessions,
  { propagator, allowedOrigins = [], urlOf = urlOfSpan }: SessionPropagatorOptions,
): TextMapPropagator {
  const allowed = new Set(allowedOrigins.map(checkedOrigin));
  const prepare = (context: Context) => {
    const origin = originOf(urlOf(context));
    const baggage = propagation.getBaggage(context);
    const id = origin !== null && allowed.has(origin) && sessions.isFinal ? sessions.getSessionId() : null;
    if (id !== null) {
      return propagation.setBaggage(context, (baggage ?? propagation.createBaggage()).setEntry(ATTR_SESSION_ID, { value: id }));
    }
    return baggage?.getEntry(ATTR_SESSION_ID) ? propagation.setBaggage(context, baggage.removeEntry(ATTR_SESSION_ID)) : context;
  };
  return {
    inject(context: Context, carrier: unknown, setter: TextMapSetter) {
      let prepared = context;
      try {
        prepared = prepare(context);
      } catch (error) {
        report('the session could not be put in baggage', error);
      }
      propagator.inject(prepared, carrier, setter);
    },
    extract: (context: Context, carrier: unknown, getter: TextMapGetter) => propagator.extract(context, carrier, getter),
    fields: () => propagator.fields(),
  };
}

function checkedOrigin(origin: string): string {
  if (originOf(origin) === origin) return origin;
  throw new TypeError(`allowedOrigins: expected origins such as "https://api.example.com", came ${JSON.stringify(origin)}`);
}

function originOf(url: string | undefined): string | null {
  try {
    return url === undefined ? null : new URL(url).origin;
  } catch {
    return null;
  }
}

/** A span of the SDK that records shows its attributes; one that does not record has none, and its request goes without the id. */
function urlOfSpan(context: Context): string | undefined {
  const span: object | undefined = trace.getSpan(context);
  const attributes = span && 'attributes' in span ? (span.attributes as Record<string, unknown>) : {};
  const url = attributes['url.full'] ?? attributes['http.url'];
  return typeof url === 'string' ? url : undefined;
}
