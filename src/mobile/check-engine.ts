/**
 * What this library needs of a JavaScript engine and does not replace, as paths from the global object. All of it is in
 * Hermes of React Native 0.70 and later, in JavaScriptCore of iOS 15.4 and in any WebView since 2021 (`Object.hasOwn`). Not needed: `crypto`,
 * `performance`, `TextEncoder`, `structuredClone`, `queueMicrotask`, `AbortController`, `URL`, `Intl`, `WeakRef`, `fetch`.
 */
export const NEEDED = [
  'Array.prototype.flatMap',
  'Array.prototype.includes',
  'Date.now',
  'JSON.stringify',
  'Map',
  'Math.imul',
  'Number.isFinite',
  'Object.entries',
  'Object.fromEntries',
  'Object.hasOwn',
  'Promise.race',
  'Set',
  'String.prototype.padStart',
  'Symbol.for',
  'Symbol.iterator',
  'Uint8Array',
  'WeakMap',
  'clearTimeout',
  'setTimeout',
] as const;

/** @throws Error naming all that is missing at once. */
export function checkEngine(needed: readonly string[] = NEEDED): void {
  const missing = needed.filter((path) => valueAt(path) === undefined);
  if (missing.length === 0) return;
  throw new Error(`sessionchart: this JavaScript engine lacks ${missing.join(', ')}; import polyfills before creating the platform`);
}

function valueAt(path: string): unknown {
  let value: unknown = globalThis;
  for (const name of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[name];
  return value;
}
