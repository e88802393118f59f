import type { TelemetrySessions } from '../api/session-provider.ts';
import { createHold, restamp } from './hold.ts';
import { type SdkReadableSpan, type SdkSpan, type SdkSpanProcessor, toMs } from './otel-sdk.ts';
import { report } from './report.ts';
import { ATTR_SESSION_ID, ATTR_SESSION_OUTLIVED } from './semconv.ts';
import { createDescriber, type SessionAttributeOptions } from './session-attributes.ts';
import { traitsOf } from './traits.ts';
import { undecidedTraces } from './undecided-traces.ts';

export interface SessionSpanProcessorOptions extends SessionAttributeOptions {
  /**
   * The processor that exports, usually a batch processor. It gets ended spans once their session id is final. Without it
   * the spans are stamped all the same, but an id that loses to another context's in the first five seconds can be exported.
   */
  readonly next?: SdkSpanProcessor;
}

/**
 * Puts the id of the session that owns a span's own start time on the span, counts it and tells the policy. A span that
 * names its session itself is left alone and not counted. A span that ends when its session is over keeps the id and says
 * `session.outlived`. Never throws.
 */
export function createSessionSpanProcessor(sessions: TelemetrySessions, options: SessionSpanProcessorOptions = {}): SdkSpanProcessor {
  const { next } = options;
  const describe = createDescriber(sessions, options);
  const undecided = undecidedTraces(sessions);
  const foreign = new WeakSet<SdkSpan>();
  /** Looking a span up costs more than stamping it. */
  let hasForeign = false;
  let closed: Promise<void> | null = null;

  const judgeEnd = (span: SdkSpan) => {
    const id = span.attributes[ATTR_SESSION_ID];
    if (typeof id !== 'string' || (hasForeign && foreign.has(span))) return;
    const finalId = sessions.finalId(id);
    if (finalId !== id) span.setAttribute(ATTR_SESSION_ID, finalId);
    // The span has read the clock for its end already; it is read again only where that is of no use.
    if (sessions.getSessionId(toMs(span.endTime)) === finalId || sessions.getSessionId() === finalId) return;
    span.setAttribute(ATTR_SESSION_OUTLIVED, true);
  };
  /** Spans that began before their session was settled, and whose session is not kept after all. */
  const isDropped = (span: SdkReadableSpan) => {
    if (undecided.size === 0 || !undecided.has(span.spanContext().traceId)) return false;
    const id = span.attributes[ATTR_SESSION_ID];
    return typeof id === 'string' && traitsOf(sessions, id, toMs(span.startTime))?.sampled === false;
  };
  /** What began before a person's consent, or under one that was taken back since. */
  const unrecorded = new WeakSet<object>();
  const isForgotten = (span: SdkReadableSpan) => {
    if (sessions.mayLeave === undefined) return false;
    const id = span.attributes[ATTR_SESSION_ID];
    return unrecorded.has(span) || (typeof id === 'string' && !foreign.has(span as SdkSpan) && sessions.getTraits?.(id) === null);
  };
  const hand = (run: () => void) => {
    try {
      run();
    } catch (error) {
      report('the next span processor threw', error);
    }
  };
  const drop = (span: SdkReadableSpan) => hand(() => next?.onDrop?.(span));
  const pass = (span: SdkReadableSpan) =>
    hand(() => {
      restamp(span, ATTR_SESSION_ID, sessions);
      if (isForgotten(span) || isDropped(span)) next?.onDrop?.(span);
      else next?.onEnd(span);
    });
  const hold = createHold(sessions, { settle: (release) => release(), pass, drop });

  return {
    onStart(span, parentContext) {
      if (closed !== null) return;
      try {
        if (sessions.mayLeave?.() === 'never') unrecorded.add(span);
        if (span.attributes[ATTR_SESSION_ID] === undefined) {
          const atMs = toMs(span.startTime);
          const id = sessions.stamp('traces', atMs);
          if (id !== null) span.setAttribute(ATTR_SESSION_ID, id);
          if (id !== null && describe !== null) describe(span, id, atMs);
        } else {
          foreign.add(span);
          hasForeign = true;
        }
        next?.onStart(span, parentContext);
      } catch (error) {
        report('a span could not be stamped', error);
      }
    },
    onEnding(span) {
      if (closed !== null) return;
      try {
        judgeEnd(span);
        next?.onEnding?.(span);
      } catch (error) {
        report('a span could not be stamped at its end', error);
      }
    },
    onEnd(span) {
      if (closed !== null || next === undefined) return;
      if (sessions.mayLeave?.() === 'never') drop(span);
      else if (hold.isEmpty() && sessions.isFinal) pass(span);
      else hold.add(span);
    },
    async forceFlush() {
      if (closed !== null) return closed;
      sessions.finalize();
      hold.release();
      return next?.forceFlush();
    },
    shutdown() {
      closed ??= (async () => {
        sessions.finalize();
        hold.release();
        return next?.shutdown();
      })();
      return closed;
    },
  };
}
