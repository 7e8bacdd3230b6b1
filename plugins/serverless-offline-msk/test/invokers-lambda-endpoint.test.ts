import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { lambdaEndpointInvoker } from '../src/invokers/lambda-endpoint.ts';
import { startLambdaEndpoint } from './support/lambda-endpoint.ts';

let lambda: Awaited<ReturnType<typeof startLambdaEndpoint>>;
beforeAll(async () => {
  delete process.env.AWS_ENDPOINT_URL_LAMBDA;
  lambda = await startLambdaEndpoint();
}, 40_000);
afterAll(() => lambda.stop(), 20_000);

test.each([{ answer: { batchItemFailures: [] } }, { answer: 'é' }, { answer: null }])(
  '$answer is what the function returned',
  async ({ answer }) => {
    const result = await invoke('endpoint-local-echo', lambda.endpoint, { answer });

    expect(result).toEqual({ kind: 'returned', response: answer ?? undefined });
  },
);

test('what the function throws is a function error', async () => {
  const result = await invoke('endpoint-local-fail', lambda.endpoint);

  expect(result).toEqual({ kind: 'function-error', message: 'Error: as told' });
});

test('a timeout is a function error', async () => {
  const result = await invoke('endpoint-local-hang', lambda.endpoint);

  expect(result).toMatchObject({ kind: 'function-error', message: expect.stringContaining('timeout') });
});

test('a function that does not exist was not invoked', async () => {
  const result = await invoke('endpoint-local-none', lambda.endpoint);

  expect(result).toMatchObject({ kind: 'not-invoked', message: expect.stringContaining('endpoint-local-none') });
});

test('an endpoint that nobody listens on was not reached', async () => {
  const result = await invoke('f', 'http://127.0.0.1:1');

  expect(result).toEqual({ kind: 'not-invoked', message: expect.stringContaining('ECONNREFUSED 127.0.0.1:1') });
});

test.each([
  [429, 'TooManyRequestsException', 'Rate Exceeded.'],
  [502, 'EC2ThrottledException', 'too busy'],
  [500, 'ServiceException', 'it broke'],
  [403, 'AccessDeniedException', 'not authorized to perform lambda:InvokeFunction'],
  [413, 'RequestTooLargeException', 'Request must be smaller than 6291456 bytes'],
])('%i %s does not reach the function and is tried once', async (status, name, message) => {
  let requests = 0;
  const endpoint = await listen((_, response) => {
    requests++;
    response.writeHead(status, { 'x-amzn-errortype': name, 'content-type': 'application/json' });
    response.end(JSON.stringify({ Type: 'User', message }));
  });

  const result = await invoke('f', endpoint);

  expect(result).toEqual({ kind: 'not-invoked', message: `${name}: ${message}` });
  expect(requests).toBe(1);
});

test('a connection that breaks before the answer counts as not invoked', async () => {
  const endpoint = await listen((request) => request.socket.destroy());

  const result = await invoke('f', endpoint);

  expect(result).toMatchObject({ kind: 'not-invoked' });
});

test('an error without a message is told by its payload', async () => {
  const endpoint = await listen((_, response) => {
    response.writeHead(200, { 'x-amz-function-error': 'Unhandled' });
    response.end('"RequestId: 1 Process exited before completing request"');
  });

  const result = await invoke('f', endpoint);

  expect(result).toEqual({
    kind: 'function-error',
    message: 'Unhandled: "RequestId: 1 Process exited before completing request"',
  });
});

test('an answer that is not JSON is the text', async () => {
  const endpoint = await listen((_, response) => void response.end('done'));

  expect(await invoke('f', endpoint)).toEqual({ kind: 'returned', response: 'done' });
});

test('AWS is not invoked unasked', () => {
  expect(() => lambdaEndpointInvoker('us-east-1', {})).toThrow('AWS_ENDPOINT_URL_LAMBDA');
});

async function invoke(functionKey: string, endpoint: string, event: unknown = {}) {
  const invoker = lambdaEndpointInvoker('us-east-1', { endpoint });
  const result = await invoker.invoke(functionKey, JSON.stringify(event));
  await invoker.stop();
  return result;
}

const servers: ReturnType<typeof createServer>[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

async function listen(onRequest: RequestListener): Promise<string> {
  const server = createServer(onRequest).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
