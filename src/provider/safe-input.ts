import type { SessionInput } from '../../machines/context.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { Reporter } from './diagnostics.ts';
import { createIdGenerator, systemRandom } from './generate-id.ts';
import { attributesIn } from './metadata.ts';
import { nextLocalDayMs, type Platform } from './platform.ts';

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
  const fill = (bytes: Uint8Array<ArrayBuffer>) => {
    try {
      (platform.getRandomValues ?? systemRandom)(bytes);
    } catch (error) {
      reporter.warnOnce('getRandomValues threw', error);
      systemRandom(bytes);
    }
  };
  const ownId = createIdGenerator(policy.idFormat, fill);
  const random = createIdGenerator('hex16', fill);
  return {
    policy,
    scope,
    nextDayMs(atMs) {
      try {
        const nextMs = nextDayMs(atMs);
        if (nextMs > atMs) return nextMs;
        reporter.warnOnce(`nextDayMs: expected an instant after ${atMs}, came ${String(nextMs)}`);
      } catch (error) {
        reporter.warnOnce('nextDayMs threw', error);
      }
      return nextLocalDayMs(atMs);
    },
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
