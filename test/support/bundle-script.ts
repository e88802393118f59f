import { build } from 'vite';

/**
 * Bundles a module as an app would.
 *
 * @param name of the global that has its exports
 * @param root where its packages are looked for; default: this repository
 * @returns one classic script
 */
export async function bundleScript(entry: string, name: string, root?: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    ...(root !== undefined && { root }),
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, minify: false, target: 'es2022', lib: { entry, formats: ['iife'], name } },
  });
  const [first] = Array.isArray(result) ? result : [result];
  const chunk = first && 'output' in first ? first.output[0] : null;
  if (!chunk) throw new Error(`nothing was bundled from ${entry}`);
  return chunk.code;
}
