import type { Clock } from './platform.ts';

/** So long one waits for a store. */
const PATIENCE_MS = 5_000;

/** @returns what the store answers; rejects after five seconds without an answer. */
export async function answered<T>(answer: Promise<T>, clock: Clock): Promise<T> {
  let timer: unknown;
  const silence = new Promise<never>((_, reject) => {
    timer = clock.setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clock.clearTimeout(timer);
  }
}
