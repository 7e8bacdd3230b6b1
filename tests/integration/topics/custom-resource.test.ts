// What CloudFormation is told when all is well is shown by a deployment: tests/aws/ministack/deployment.test.ts.
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { handler } from '../../../functions/topics/custom-resource.ts';

const requests: { method?: string | undefined; contentType?: string | undefined; body: unknown }[] = [];
const server = createServer(async (request: IncomingMessage, response) => {
  requests.push({ method: request.method, contentType: request.headers['content-type'], body: await json(request) });
  response.end();
});

beforeEach(async () => {
  requests.length = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Nothing listens there.
  Object.assign(process.env, { AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:1', TOPICS_CREATE_FUNCTION: 'create' });
});

afterEach(() => {
  server.close();
  delete process.env.AWS_ENDPOINT_URL_LAMBDA;
});

const event = (RequestType: string) =>
  ({
    ...{ RequestType, StackId: 'stack', RequestId: 'request', LogicalResourceId: 'KafkaTopics' },
    ...{ PhysicalResourceId: 'kafka-topics', ResourceProperties: { Topics: [{ topic: 'a', partitions: '1' }] } },
    ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer`,
  }) as unknown as CloudFormationCustomResourceEvent;

test('where the topics cannot be made, CloudFormation is told so at once, and why', async () => {
  await handler(event('Create'));

  const body = {
    Status: 'FAILED',
    Reason: expect.stringContaining('Kafka topics: '),
    PhysicalResourceId: 'kafka-topics',
  };
  expect(requests).toMatchObject([{ method: 'PUT', body: { ...body, StackId: 'stack', RequestId: 'request' } }]);
  expect(requests[0]?.contentType).toBeUndefined();
});

test('when the stack goes, no topic goes, and nobody is asked', async () => {
  await handler(event('Delete'));

  expect(requests).toMatchObject([{ body: { Status: 'SUCCESS', LogicalResourceId: 'KafkaTopics' } }]);
});

test("an error of the function's is told in a body that CloudFormation takes", async () => {
  const errorMessage = `no broker ${'x'.repeat(10_000)}`;
  const lambda = createServer((_, response) => {
    response
      .writeHead(200, { 'x-amz-function-error': 'Unhandled' })
      .end(JSON.stringify({ errorMessage, trace: ['at'] }));
  }).listen(0, '127.0.0.1');
  await once(lambda, 'listening');
  process.env.AWS_ENDPOINT_URL_LAMBDA = `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`;

  await handler(event('Update'));
  lambda.close();

  expect(requests).toMatchObject([
    { body: { Status: 'FAILED', Reason: expect.stringMatching(/^Kafka topics: no broker/) } },
  ]);
  expect(Buffer.byteLength(JSON.stringify(requests[0]?.body))).toBeLessThan(4_096);
});
