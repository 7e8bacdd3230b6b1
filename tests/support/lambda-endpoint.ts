import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Runs a function by its name, or throws as it does. */
type Run = (functionName: string, event: never) => Promise<unknown>;

/** Lambda's Invoke API (API reference, "Invoke") before real functions in this process. */
export async function startLambdaEndpoint(run: Run) {
  const server = createServer(async (request, response) => {
    const [headers, answer] = await invoke(run, request);
    response.writeHead(200, headers).end(JSON.stringify(answer ?? null));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function invoke(run: Run, request: IncomingMessage): Promise<[Record<string, string>, unknown]> {
  const [, name = ''] = /^\/2015-03-31\/functions\/(.+)\/invocations$/.exec(request.url ?? '') ?? [];
  try {
    return [{}, await run(name, JSON.parse(await text(request)) as never)];
  } catch (error) {
    return [{ 'x-amz-function-error': 'Unhandled' }, { errorMessage: (error as Error).message }];
  }
}
