import { expect, test } from '@jest/globals';
import { toHttpEvent } from '../../../localstack/http-event.ts';

const match = { routeKey: 'POST /users/{user_id}', functionName: 'users', pathParameters: { user_id: '7' } };

const event = (url: string, headers: Record<string, string> = {}, body = Buffer.alloc(0)) =>
  toHttpEvent({ method: 'POST', url, headers, socket: { remoteAddress: '127.0.0.1' } }, body, match);

test('path, query and cookies arrive as API Gateway sends them', () => {
  expect(event('/users/7?a=1&b=x%20y&a=2', { cookie: 'one=1; two=2', 'x-id': '5' })).toMatchObject({
    version: '2.0',
    routeKey: 'POST /users/{user_id}',
    rawPath: '/users/7',
    rawQueryString: 'a=1&b=x%20y&a=2',
    queryStringParameters: { a: '1,2', b: 'x y' },
    pathParameters: { user_id: '7' },
    cookies: ['one=1', 'two=2'],
    headers: { 'x-id': '5' },
    requestContext: { http: { method: 'POST', path: '/users/7', sourceIp: '127.0.0.1' } },
  });
});

test('what is absent is left out', () => {
  const bare = event('/users/7');

  for (const name of ['body', 'cookies', 'queryStringParameters']) expect(bare).not.toHaveProperty(name);
  expect(bare.isBase64Encoded).toBe(false);
});

test.each([
  ['application/json; charset=utf-8', false],
  ['application/problem+json', false],
  ['text/plain', false],
  ['application/octet-stream', true],
  ['', true],
])('a body of type "%s" is in base64: %p', (type, isBase64Encoded) => {
  const body = Buffer.from('{"name":"Zoë"}');

  const sent = event('/users/7', { 'content-type': type }, body);

  expect(sent).toMatchObject({ body: body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded });
});
