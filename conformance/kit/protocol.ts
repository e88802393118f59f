import { parsePolicy } from '../../machines/parse-policy.ts';
import { policySchema } from '../../machines/policy-schema.ts';
import { reconcile } from '../../machines/reconcile.ts';
import type { SessionRecord } from '../../machines/record.ts';
import { validate } from '../../machines/validate.ts';
import { play, type StartFlight } from './play.ts';
import type { PolicyVector } from './policy-vectors.ts';
import type { ReconcileVector } from './reconcile-vectors.ts';
import type { Vector } from './vector.ts';

/** Of what goes to a runner and comes back, one JSON value a line. A runner of another version says so in its greeting. */
export const PROTOCOL = 1;

export type Request =
  | { readonly type: 'hello'; readonly protocol: number }
  | { readonly type: 'policy'; readonly id: string; readonly policy: unknown }
  | { readonly type: 'reconcile'; readonly id: string; readonly a: SessionRecord; readonly b: SessionRecord }
  | ({ readonly type: 'play' } & Pick<Vector, 'id' | 'policy' | 'input' | 'events'>);

export const HELLO: Request = { type: 'hello', protocol: PROTOCOL };
/** A line of any file. */
export type AnyVector = Vector | PolicyVector | ReconcileVector;

export function requestOf(vector: AnyVector): Request {
  if ('faults' in vector) return { type: 'policy', id: vector.id, policy: vector.policy };
  if ('merged' in vector) return { type: 'reconcile', id: vector.id, a: vector.a, b: { ...vector.a, ...vector.b } };
  return { type: 'play', id: vector.id, policy: vector.policy, input: vector.input, events: vector.events };
}

/** The reference: answers a line with a line, and never throws. */
export function answer(line: string, runner: string, start?: StartFlight): string {
  let id: string | undefined;
  try {
    const request = JSON.parse(line) as Request;
    if (request.type === 'hello') return JSON.stringify({ type: 'hello', protocol: PROTOCOL, runner });
    id = request.id;
    if (request.type === 'policy') {
      return JSON.stringify({ id, faults: [...new Set(validate(request.policy, policySchema).map(({ path }) => path))].sort() });
    }
    if (request.type === 'reconcile') return JSON.stringify({ id, merged: reconcile(request.a, request.b) });
    if (request.type !== 'play') throw new Error(`no such request: ${JSON.stringify((request as { type: unknown }).type)}`);
    return JSON.stringify({ id, ...play(parsePolicy(request.policy), request.input, request.events, start) });
  } catch (error) {
    return JSON.stringify({ id, error: error instanceof Error ? error.message : String(error) });
  }
}
