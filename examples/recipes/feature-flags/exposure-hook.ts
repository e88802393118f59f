import { createEvaluationEvent } from '@openfeature/core';
import type { EvaluationDetails, FlagValue, Hook, HookContext } from '@openfeature/web-sdk';
import type { Logger } from '@opentelemetry/api';
import type { SessionProvider } from 'sessionchart/api';

/**
 * Emits `feature_flag.evaluation`, as OpenTelemetry's semantic conventions have it, the first time that a session sees a flag's
 * variant, however often the app asks. The log record processor of `sessionchart/otel` puts `session.id` on it.
 */
export function createExposureHook(sessions: SessionProvider, logger: Logger): Hook {
  let sessionId: string | null = null;
  const seen = new Set<string>();
  return {
    finally(context: Readonly<HookContext<FlagValue>>, details: EvaluationDetails<FlagValue>) {
      const current = sessions.getSessionId();
      if (current !== sessionId) seen.clear();
      sessionId = current;
      const exposure = JSON.stringify([details.flagKey, details.variant ?? details.value, details.errorCode]);
      if (seen.has(exposure)) return;
      seen.add(exposure);
      const { name, attributes } = createEvaluationEvent(context, details);
      logger.emit({ eventName: name, attributes });
    },
  };
}
