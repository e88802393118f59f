import { createServer } from 'node:http';

/** A server whose pages have a Content-Security-Policy, and which hears of everything that the policy refuses. */
export interface GuardedServer {
  readonly url: string;
  /** What browsers reported as refused: the directive, and what it refused. */
  readonly refused: string[];
  close(): void;
}

/**
 * @param policy without its report address, which is added
 * @param files path to text; a path that ends in `.js` is a script, any other a page
 */
export async function serveGuarded(policy: string, files: Readonly<Record<string, string>>): Promise<GuardedServer> {
  const refused: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path === '/refused') {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const { 'effective-directive': directive, 'blocked-uri': what } = JSON.parse(body)['csp-report'];
        refused.push(`${directive} ${what}`);
        response.writeHead(204).end();
      });
      return;
    }
    const text = files[path];
    const type = path.endsWith('.js') ? 'text/javascript' : 'text/html';
    const headers = { 'content-type': type, 'content-security-policy': `${policy}; report-uri /refused` };
    response.writeHead(text === undefined ? 404 : 200, headers).end(text ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    refused,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
