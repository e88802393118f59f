import { type PolicyError, parsePolicy, type SessionPolicy } from '../../src/index.ts';
import { parseSpan } from '../../src/tools/index.ts';

/** A policy as it is written, right or wrong. */
export type Draft = Record<string, unknown>;
export type Fault = PolicyError['faults'][number];

interface Read {
  readonly draft: Draft | null;
  readonly policy: SessionPolicy | null;
  readonly faults: readonly Fault[];
}

/** What the text says, and all that is wrong with it. */
export function readPolicy(text: string): Read {
  let draft: Draft;
  try {
    draft = JSON.parse(text);
  } catch (error) {
    return { draft: null, policy: null, faults: [{ path: '', expected: 'JSON', received: (error as Error).message, hint: '' }] };
  }
  try {
    return { draft, policy: parsePolicy(draft), faults: [] };
  } catch (error) {
    return { draft, policy: null, faults: (error as PolicyError).faults };
  }
}

export const written = (draft: unknown): string => JSON.stringify(draft, null, 2);

/** `1h30min` and the like, as `formatSpan` writes them; what is no span stays text, and is told as a fault. */
export function spanOf(text: string): number | string {
  const parts = text.match(/\d+(?:\.\d+)?\s*(?:ms|min|s|m|h|d)/g);
  if (!parts || parts.join('') !== text) return text;
  return parts.reduce((sum, part) => sum + (parseSpan(part) ?? Number.NaN), 0);
}
