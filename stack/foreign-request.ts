import type { IncomingMessage, ServerResponse } from 'node:http';

const ownNames = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Whether a page of another origin may have sent it: a browser says so in `Origin` (Fetch standard, "`Origin` header"), also
 * with those requests that it sends without asking first, as a POST of plain text. A page whose own name resolves to
 * 127.0.0.1 by now (DNS rebinding) has that name in `Host`.
 * @param allowedOrigins as of CORS: `https://app.example.com`, `*`
 */
export function isForeign(
  { headers: { host = '', origin } }: Pick<IncomingMessage, 'headers'>,
  allowedOrigins: readonly string[] = [],
): boolean {
  if (!ownNames.includes(host.replace(/:\d+$/, ''))) return true;
  return (
    origin !== undefined && !['*', origin].some((allowed) => [`http://${host}`, ...allowedOrigins].includes(allowed))
  );
}

export function refuse(response: ServerResponse): void {
  const problem = {
    ...{ type: 'about:blank', title: 'Forbidden', status: 403 },
    detail: 'This server takes requests of its own origin alone, under 127.0.0.1 or localhost',
  };
  response.writeHead(403, { 'content-type': 'application/problem+json', connection: 'close' });
  response.end(JSON.stringify(problem));
}
