import type { IncomingMessage } from 'node:http';
import type { Match } from './routes.ts';

type HttpRequest = Pick<IncomingMessage, 'method' | 'url' | 'headers'> & {
  socket: { remoteAddress?: string | undefined };
};

/**
 * Payload format 2.0 of a request. ("Create AWS Lambda proxy integrations for HTTP APIs" in the API Gateway developer guide)
 */
export function toHttpEvent(request: HttpRequest, body: Buffer, { routeKey, pathParameters }: Match) {
  const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://front');
  const { cookie, ...headers } = request.headers;
  const isText = /^(text\/|application\/(.*\+)?(json|xml|javascript)\b)/.test(headers['content-type'] ?? '');
  const now = new Date();
  const query = [...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name).join()]);
  return {
    version: '2.0',
    routeKey,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    ...(cookie && { cookies: cookie.split('; ') }),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    ...(query.length > 0 && { queryStringParameters: Object.fromEntries(query) }),
    ...(pathParameters && { pathParameters }),
    requestContext: {
      ...{ accountId: '000000000000', apiId: 'front', domainName: '127.0.0.1', stage: '$default', routeKey },
      http: {
        ...{ method: request.method, path: pathname, protocol: 'HTTP/1.1' },
        ...{ sourceIp: request.socket.remoteAddress ?? '', userAgent: headers['user-agent'] ?? '' },
      },
      ...{ requestId: crypto.randomUUID(), time: now.toUTCString(), timeEpoch: now.getTime() },
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}
