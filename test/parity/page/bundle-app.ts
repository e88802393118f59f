import { fileURLToPath } from 'node:url';
import { bundleScript } from '../../support/bundle-script.ts';
import type { PageApp } from './page-app.ts';

const ENTRY = fileURLToPath(new URL('./page-app.ts', import.meta.url));

/** What the adapter finds in a page; whatever else it asks for is not there, or the same everywhere. */
const GLOBALS = [
  'window',
  'document',
  'navigator',
  'location',
  'history',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'BroadcastChannel',
  'Date',
  'performance',
  'setTimeout',
  'clearTimeout',
  'globalThis',
] as const;

/** Bundles the library from its sources. @returns what runs it anew, in a realm of its own */
export async function bundleApp<App = PageApp>(entry: string = ENTRY): Promise<(globals: object) => App> {
  const realm = new Function(...GLOBALS, `${await bundleScript(entry, 'app')}\nreturn app;`);
  return (globals) => realm(...GLOBALS.map((name) => (globals as Readonly<Record<string, unknown>>)[name])) as App;
}
