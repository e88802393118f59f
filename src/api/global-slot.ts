import type { SessionProvider } from './session-provider.ts';

/** Shared by every copy and every minor version of this entry point, so its shape only ever grows. */
interface Slot {
  provider: SessionProvider | null;
  /** What was asked for before a provider was there, in order. */
  readonly waiting: ((provider: SessionProvider) => void)[];
}

/** The number is that of the slot's shape, not of the package. */
const KEY = Symbol.for('sessionchart.api.v1');
/** An app that never registers a provider must not pay for that with its memory. */
const MAX_WAITING = 1_000;

const root = globalThis as { [KEY]?: Slot };
const slot = (): Slot => {
  root[KEY] ??= { provider: null, waiting: [] };
  return root[KEY];
};

/** A foreign or an older provider may throw or lack a method; its callers must not suffer from it. */
export function attempt<T>(run: () => T, otherwise: T): T {
  try {
    return run() ?? otherwise;
  } catch {
    return otherwise;
  }
}

export const registered = (): SessionProvider | null => slot().provider;

/** Runs now, or as soon as a provider registers; beyond 1,000 waiting it is forgotten. @returns cancel */
export function whenRegistered(run: (provider: SessionProvider) => void): () => void {
  const { provider, waiting } = slot();
  if (provider) attempt(() => run(provider), undefined);
  else if (waiting.length < MAX_WAITING) waiting.push(run);
  return () => {
    const index = waiting.indexOf(run);
    if (index >= 0) waiting.splice(index, 1);
  };
}

/**
 * Makes a provider the one that `sessions` speaks to, in every copy of this package, and hands it what was subscribed, set
 * and recorded before.
 *
 * @returns `false` where another one is registered already; the first stays.
 */
export function registerSessionProvider(provider: SessionProvider): boolean {
  const own = slot();
  own.provider ??= provider;
  if (own.provider !== provider) return false;
  for (const run of own.waiting.splice(0)) attempt(() => run(provider), undefined);
  return true;
}

/** Forgets the provider, for tests and for an app that is being replaced. Its subscribers are not carried over to the next. */
export function unregisterSessionProvider(): void {
  slot().provider = null;
}
