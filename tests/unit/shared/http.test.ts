import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { handler as fallback } from '../../../functions/fallback.ts';
import { created, http, ok } from '../../../functions/shared/http.ts';
import { request } from '../../support/http-event.ts';

const Thing = z.strictObject({ name: z.string(), size: z.number() });
const create = http({ body: Thing }, async ({ body }) => created('/things/1', body));
const list = http({ query: z.strictObject({ limit: z.string() }) }, async ({ query }) => ok(query));
const broken = http({}, async () => {
  throw new Error('the password is hunter2');
});

test('a body that the schema takes reaches the function', async () => {
  const { status, headers, json } = await request(create, 'POST /things', { body: '{"name":"a","size":1}' });

  expect({ status, json }).toEqual({ status: 201, json: { name: 'a', size: 1 } });
  expect(headers).toMatchObject({ location: '/things/1', 'content-type': 'application/json' });
});

test('every wrong field is named, unknown ones too', async () => {
  const { status, headers, json } = await request(create, 'POST /things', { body: '{"size":"1","a/b~c":1,"d":2}' });

  expect(status).toBe(422);
  expect(headers).toMatchObject({ 'content-type': 'application/problem+json' });
  expect(json.errors).toEqual([
    { pointer: '/name', detail: expect.any(String) },
    { pointer: '/size', detail: expect.any(String) },
    { pointer: '/a~1b~0c', detail: 'unknown field' },
    { pointer: '/d', detail: 'unknown field' },
  ]);
});

test('wrong query parameters are named', async () => {
  const { status, json } = await request(list, 'GET /things', { query: { size: '1' } });

  expect(status).toBe(422);
  expect(json.errors).toEqual([
    { parameter: 'limit', detail: expect.any(String) },
    { parameter: 'size', detail: 'unknown field' },
  ]);
});

test.each([
  ['no body', undefined, 422],
  ['an empty body', '', 422],
  ['broken JSON', '{"name":', 422],
  ['a forbidden key', '{"__proto__":{"name":"a"}}', 422],
  ['JSON that is no object', '[1]', 422],
  ['JSON of 30,000 levels', `{"name":${'['.repeat(30_000)}${']'.repeat(30_000)},"size":1}`, 422],
  ['64 KiB and a byte', ' '.repeat(65_537), 413],
])('%s is a problem that has its status and a detail', async (_, body, status) => {
  const response = await request(create, 'POST /things', body === undefined ? {} : { body });

  expect(response.status).toBe(status);
  expect(response.json).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
});

test('64 KiB of multi-byte characters are counted in bytes', async () => {
  const response = await request(create, 'POST /things', {
    body: JSON.stringify({ name: 'ë'.repeat(40_000), size: 1 }),
  });

  expect(response.status).toBe(413);
});

test('a body in base64 is read, and counted as what it stands for', async () => {
  const base64 = (text: string) => ({ body: Buffer.from(text).toString('base64'), isBase64Encoded: true });

  const fine = await request(create, 'POST /things', base64(`{"name":"${'a'.repeat(60_000)}","size":1}`));
  const large = await request(create, 'POST /things', base64(`{"name":"${'a'.repeat(66_000)}","size":1}`));

  expect([fine.status, large.status]).toEqual([201, 413]);
});

test.each([{}, { 'content-type': 'text/plain' }])(
  'a body with the headers %p is of an unsupported type',
  async (headers) => {
    const { status } = await request(create, 'POST /things', { body: '{"name":"a","size":1}', headers });

    expect(status).toBe(415);
  },
);

test('an unexpected error says nothing of the inside', async () => {
  const { status, json } = await request(broken, 'GET /things');

  expect(status).toBe(500);
  expect(JSON.stringify(json)).not.toMatch(/hunter2|http\.test/);
});

test('an answer and its problem carry the request id', async () => {
  const [fine, problem] = await Promise.all([
    request(list, 'GET /', { query: { limit: '1' } }),
    request(broken, 'GET /'),
  ]);

  expect(fine.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  expect(problem.headers['x-request-id']).toBe(problem.json.request_id);
});

test('a path that no route has is not found', async () => {
  const { status, json } = await request(fallback, 'GET /nowhere');

  expect({ status, detail: json.detail }).toEqual({ status: 404, detail: 'No such path' });
});

test.each([
  ['DELETE /users', 'POST'],
  ['PATCH /users/1', 'GET'],
  ['POST /users/1/orders', 'GET'],
  ['GET /orders', 'POST'],
  ['PUT /orders/1', 'GET'],
])('%s is not allowed, %s is', async (route, allow) => {
  const { status, headers } = await request(fallback, route);

  expect({ status, allow: headers.allow }).toEqual({ status: 405, allow });
});

test('OPTIONS of a path tells its methods, as pre-flight requests want it', async () => {
  const { status, headers } = await request(fallback, 'OPTIONS /users/1');

  expect({ status, allow: headers.allow }).toEqual({ status: 204, allow: 'GET' });
});
