import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'vite';
import { ROOT } from '../../scripts/entries.mjs';

const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** An example with a page of its own, built as its `npm run build` does, and served. */
export interface ExampleSite {
  readonly url: string;
  close(): void;
}

/**
 * @param name of the folder below `examples`
 * @param fileOf where the package's entry points are, as its own `npm install` would link them; `index` is the main one
 */
export async function openExampleSite(name: string, fileOf: (entry: string) => string): Promise<ExampleSite> {
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-example-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: join(ROOT, 'examples', name),
    resolve: {
      alias: [
        { find: /^sessionchart$/, replacement: fileOf('index') },
        { find: /^sessionchart\/(\w+)$/, replacement: fileOf('$1') },
      ],
    },
    build: { outDir: folder, emptyOutDir: true },
  });
  const server = createServer(async (request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '');
    const body = await readFile(join(folder, path)).catch(() => null);
    response.writeHead(body ? 200 : 404, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    close() {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
