import { type Context, propagation } from '@opentelemetry/api';
import type { SdkLogRecordProcessor, SdkRecord, SdkSpanProcessor } from './otel-sdk.ts';
import { report } from './report.ts';
import { ATTR_SESSION_ID } from './semconv.ts';

/** What comes in over the network is not trusted to be short. */
const MAX_LENGTH = 128;

/** Copies the `session.id` that came in baggage onto each span of the receiving service, never over one that is there. At most 128 characters. */
export function createBaggageSpanProcessor(): SdkSpanProcessor<SdkRecord, Context> {
  return { onStart: copy, onEnd() {}, forceFlush: done, shutdown: done };
}

/** The same for log records. */
export function createBaggageLogRecordProcessor(): Required<SdkLogRecordProcessor<Context>> {
  return { onEmit: (record, context) => context && copy(record, context), enabled: () => false, forceFlush: done, shutdown: done };
}

function copy(record: SdkRecord, context: Context): void {
  try {
    const id = propagation.getBaggage(context)?.getEntry(ATTR_SESSION_ID)?.value;
    if (!id || id.length > MAX_LENGTH || record.attributes[ATTR_SESSION_ID] !== undefined) return;
    record.setAttribute(ATTR_SESSION_ID, id);
  } catch (error) {
    report('the session could not be read from baggage', error);
  }
}

const done = () => Promise.resolve();
