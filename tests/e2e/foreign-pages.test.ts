import { expect, test } from '@jest/globals';
import { environment, readSettings } from '../../stack/settings.ts';
import { newEmail, post } from '../support/api.ts';
import { fromPage } from '../support/browser.ts';
import { needs } from '../support/needs.ts';

const {
  HTTP_BASE_URL: http,
  AWS_ENDPOINT_URL_LAMBDA: lambda,
  AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
} = {
  ...environment(readSettings()),
};
const { statusPort, kafkaPort } = readSettings();
const invocation = `${lambda}/2015-03-31/functions/users-orders-local-usersParked/invocations`;

const ORIGIN = 'https://evil.example';
const json = { 'content-type': 'application/json' };
const rebound = { host: 'evil.example:3000', origin: 'http://evil.example:3000' };

const listTables = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.ListTables',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
};

test.each([
  ['JSON', { origin: ORIGIN, ...json }],
  ['a body without a type, which a browser asks nobody about', { origin: ORIGIN }],
  ['JSON, from a sandboxed frame', { origin: 'null', ...json }],
  ['JSON, under a name that resolves to 127.0.0.1 by now', { ...rebound, ...json }],
])('a foreign page that sends %s makes no user', async (_, headers) => {
  const user = { email: newEmail(), name: 'Ada' };

  const answer = await fromPage(`${http}/users`, { headers, body: JSON.stringify(user) });

  expect(answer).toMatchObject({ status: 403, allowOrigin: undefined });
  expect((await post('/users', user)).status).toBe(201);
});

test('a page of the API itself may use it', async () => {
  const headers = { origin: http ?? '', ...json };

  const { status } = await fromPage(`${http}/users`, {
    headers,
    body: JSON.stringify({ email: newEmail(), name: 'A' }),
  });

  expect(status).toBe(201);
});

test.each([
  ['the HTTP API', `${http}/users`, 'content-type'],
  ["DynamoDB's endpoint", `${dynamodb}/`, 'x-amz-target,authorization,content-type'],
])('a foreign page that asks first hears no yes from %s', async (_, url, names) => {
  const headers = { origin: ORIGIN, 'access-control-request-method': 'POST', 'access-control-request-headers': names };

  const { allowOrigin } = await fromPage(url, { method: 'OPTIONS', headers });

  expect(allowOrigin).toBeUndefined();
});

needs('a Lambda endpoint of its own').each([
  ['plain text', { origin: ORIGIN, 'content-type': 'text/plain' }],
  ['anything, under a name that resolves to 127.0.0.1 by now', { host: 'evil.example' }],
])('a foreign page that sends %s invokes no function', async (_, headers) => {
  const answer = await fromPage(invocation, { headers, body: '{"action":"list"}' });

  expect(answer).toMatchObject({ status: 403, allowOrigin: undefined });
  expect(answer.body).not.toContain('heads');
});

test('a foreign page under a name that resolves to 127.0.0.1 by now reads no table', async () => {
  const answer = await fromPage(dynamodb ?? '', { headers: { ...listTables, ...rebound }, body: '{}' });

  expect([403, 404]).toContain(answer.status);
  expect(answer.body).not.toContain('TableNames');
});

test('a program of this machine reads them with the same request', async () => {
  const { status, body } = await fromPage(dynamodb ?? '', { headers: listTables, body: '{}' });

  expect({ status, body: JSON.parse(body) }).toEqual({
    status: 200,
    body: { TableNames: expect.arrayContaining(['orders', 'users']) },
  });
});

test('a foreign page may neither read the metrics nor send them anything', async () => {
  const url = `http://127.0.0.1:${statusPort}/metrics.json`;

  const read = await fromPage(url, { method: 'GET', headers: { origin: ORIGIN } });
  const sent = await fromPage(url, { headers: { origin: ORIGIN } });

  expect(read.allowOrigin).toBeUndefined();
  expect([403, 405]).toContain(sent.status);
});

test('what a page sends to the broker is answered with a closed connection', async () => {
  const headers = { origin: ORIGIN, 'content-type': 'text/plain' };

  const answer = fromPage(`http://127.0.0.1:${kafkaPort}/`, { headers, body: 'POST / HTTP/1.1' });

  await expect(answer).rejects.toThrow();
});
