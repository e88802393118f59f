import type { SessionRecord } from '../../machines/record.ts';
import type { TerminationEvidence } from '../../machines/session.ts';
import { type Reporter, STORE_FAILED } from './diagnostics.ts';
import type { SessionStore } from './platform.ts';

export interface InquiryOptions {
  readonly contextId: string;
  readonly store: SessionStore;
  readonly reporter: Reporter;
  /** What the platform makes of contexts that are gone. */
  readonly evidence: TerminationEvidence | undefined;
  readonly didCrash: (() => boolean | Promise<boolean>) | undefined;
}

/** Asks how the contexts of a session ended that an earlier start left open. Never rejects. */
export type Inquiry = (record: SessionRecord) => Promise<TerminationEvidence | null>;

export function createInquiry({ contextId, store, reporter, evidence, didCrash }: InquiryOptions): Inquiry {
  const crashed = async () => {
    try {
      return (await didCrash?.()) === true;
    } catch (error) {
      reporter.warnOnce('didCrash threw', error);
      return false;
    }
  };
  const areGone = async ({ telemetryByContext }: SessionRecord) => {
    try {
      const live = await store.liveContexts();
      // A store that does not even know this context knows nothing of others.
      return live.has(contextId) && Object.keys(telemetryByContext).every((id) => id === contextId || !live.has(id));
    } catch (error) {
      reporter.warnOnce(STORE_FAILED, error);
      return false;
    }
  };
  return async (record) => {
    const gone = evidence || !record.isHidden ? areGone(record) : false;
    const [hasCrashed, isGone] = await Promise.all([crashed(), gone]);
    if (hasCrashed) return 'crash_reported';
    if (!isGone || evidence) return isGone ? (evidence ?? null) : null;
    // Silence proves little: a page that works hard answers late, and a hidden one that sleeps not at all.
    return (await areGone(record)) ? 'no_clean_exit' : null;
  };
}
