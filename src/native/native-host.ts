/**
 * What an app gives the bundle: nine functions of numbers and texts, and a tenth if it likes, so that any bridge can carry them.
 * None may call back into the bundle.
 */
export interface NativeHost {
  /** Wall clock: milliseconds since the Unix epoch. It may jump. */
  now(): number;
  /** Milliseconds since any origin. It never jumps; best is one that goes on while the device sleeps. */
  monotonicNow(): number;
  /** Calls `timerFired(id)` of the provider once, after so many milliseconds (2^31 - 1 at the most), at any time later if the app sleeps. */
  setTimer(id: number, ms: number): void;
  /** Of a timer that has fired it may be told, too. */
  clearTimer(id: number): void;
  /** The text under a key; `null` or `undefined` where there is none. */
  readText(key: string): string | null | undefined;
  /** Keeps a text under a key, such that it outlives a kill right after. @returns `false` where it failed; anything else means that it did not */
  // biome-ignore lint/suspicious/noConfusingVoidType: a native function without a result is a result here.
  writeText(key: string, text: string): boolean | void;
  /** Takes a text away, where consent was taken back. Default: a text that says that there is nothing takes its place. */
  removeText?(key: string): void;
  /** So many random bytes, two hexadecimal digits each, of a generator fit for secrets. */
  randomHex(bytes: number): string;
  /** For the app's own log. */
  log(level: 'warn' | 'debug', message: string): void;
  /**
   * `change`: a session change. `event`: a log event for OpenTelemetry. `message`: a text for a page in a web view. `sessions`: the
   * answer to `listSessions`. `consent`: it was given or taken back, here or in another process. `wiped`: whether nothing is left of
   * what was stored. `closed`: nothing more comes. The text is JSON.
   */
  emit(kind: 'change' | 'event' | 'message' | 'sessions' | 'consent' | 'wiped' | 'closed', json: string): void;
}

const FUNCTIONS = [
  'now',
  'monotonicNow',
  'setTimer',
  'clearTimer',
  'readText',
  'writeText',
  'randomHex',
  'log',
  'emit',
] as const satisfies readonly (keyof NativeHost)[];

/** @throws TypeError naming all functions that the host lacks. */
export function checkHost(host: unknown): asserts host is NativeHost {
  const isObject = (typeof host === 'object' || typeof host === 'function') && host !== null;
  const missing = isObject ? FUNCTIONS.filter((name) => typeof (host as Partial<NativeHost>)[name] !== 'function') : FUNCTIONS;
  if (missing.length > 0) throw new TypeError(`sessionchart: the host lacks the functions ${missing.join(', ')}`);
}
