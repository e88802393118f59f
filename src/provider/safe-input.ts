import type { SessionInput } from '../../machines/context.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { Reporter } from './diagnostics.ts';
import { createIdGenerator } from './generate-id.ts';
import { attributesIn } from './metadata.ts';
import type { Platform } from './platform.ts';

interface Given {
  readonly policy: SessionPolicy;
  readonly platform: Platform;
  readonly nextDayMs: (atMs: number) => number;
  readonly generateId?: (atMs: number) => string;
  readonly scope?: string;
  readonly attributes?: SessionInput['attributes'];
}

/** The machine's input with the app's own functions guarded: one that throws or answers nonsense costs a warning, not a session. */
export function createSafeInput(
  { policy, platform, nextDayMs, generateId, scope = 'default', attributes }: Given,
  reporter: Reporter,
): SessionInput {
  const ownId = createIdGenerator(policy.idFormat, platform.getRandomValues);
  const random = createIdGenerator('hex16', platform.getRandomValues);
  return {
    policy,
    scope,
    nextDayMs,
    contextId: platform.contextId ?? random(0),
    random: () => Number.parseInt(random(0).slice(0, 8), 16) / 2 ** 32,
    generateId(atMs) {
      try {
        const id = generateId?.(atMs);
        if (typeof id === 'string' && id !== '') return id;
        if (id !== undefined) reporter.warnOnce(`generateId: expected a non-empty string, came ${JSON.stringify(id)}`);
      } catch (error) {
        reporter.warnOnce('generateId threw', error);
      }
      return ownId(atMs);
    },
    attributes(atMs) {
      try {
        return attributesIn(attributes?.(atMs), reporter);
      } catch (error) {
        reporter.warnOnce('attributes threw', error);
        return {};
      }
    },
  };
}
