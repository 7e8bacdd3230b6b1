import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isForeign, refuse } from '../stack/foreign-request.ts';
import type { Settings } from '../stack/settings.ts';
import { localStackClient } from './address.ts';
import { toHttpEvent } from './http-event.ts';
import { findRoute, readRoutes } from './routes.ts';

/**
 * The HTTP API of the deployed stack, on 127.0.0.1 and `settings.httpPort`: LocalStack's community edition has none. Routes
 * come from the stack's template, functions are invoked with payload format 2.0. There is no authorizer, no CORS.
 */
export async function startHttpFront(settings: Settings): Promise<AsyncDisposable> {
  const routes = await readRoutes(settings);
  const lambda = new LambdaClient(localStackClient(settings));
  const server = createServer((request, response) => {
    if (isForeign(request)) return refuse(response);
    answer(request, response).catch((error) => {
      console.error(`${request.method} ${request.url}: ${error.message}`);
      response.writeHead(500, { 'content-type': 'application/json' }).end('{"message":"Internal Server Error"}');
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://front');
    const route = findRoute(routes, request.method ?? '', pathname);
    if (!route) throw new Error('no route takes it');
    const event = toHttpEvent(request, await buffer(request), route);
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: route.functionName, Payload: JSON.stringify(event) }),
    );
    const text = Payload?.transformToString() ?? '';
    if (FunctionError) throw new Error(`${route.functionName}: ${text}`);
    send(response, JSON.parse(text));
  }

  await once(server.listen(settings.httpPort, '127.0.0.1'), 'listening');
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      lambda.destroy();
    },
  };
}

function send(response: ServerResponse, result: APIGatewayProxyStructuredResultV2): void {
  const { statusCode = 200, headers = {}, cookies = [], body = '', isBase64Encoded } = result;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  response.writeHead(statusCode).end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
}
