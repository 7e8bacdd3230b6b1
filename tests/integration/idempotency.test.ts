import { expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { handler as createOrder } from '../../functions/orders/create.ts';
import { handler as createUser } from '../../functions/users/create.ts';
import { newEmail } from '../support/api.ts';
import { request } from '../support/http-event.ts';
import { findItems, overwriteItem } from '../support/tables.ts';

interface Post {
  key?: string;
  caller?: string;
}

const post = (handler: unknown, route: string, body: unknown, { key, caller }: Post) =>
  request(handler, route, {
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
    ...(caller && { authorizer: { iam: { userArn: caller } } }),
  });
const postUser = (body: unknown, options: Post = {}) => post(createUser, 'POST /users', body, options);
const postOrder = (body: unknown, options: Post = {}) => post(createOrder, 'POST /orders', body, options);

const someUser = () => ({ email: newEmail(), name: 'Ada' });
const someOrder = () => ({ user_id: uuidv7(), amount: '59.99' });
const usersWith = async (email: string) => (await findItems('users', 'email', email)).map(({ id }) => id);
const ordersOf = async (userId: string) => (await findItems('orders', 'user_id', userId)).map(({ id }) => id);

test('a repeated POST of a user gets the first answer byte by byte and makes nothing', async () => {
  const [user, key] = [someUser(), uuidv7()];
  const first = await postUser(user, { key });

  const repeated = await postUser(user, { key });

  expect(first.status).toBe(201);
  expect(withoutRequestId(repeated)).toEqual(withoutRequestId(first));
  expect(await usersWith(user.email)).toEqual([first.json.id]);
});

test('a repeated POST of an order gets the first answer byte by byte and makes nothing', async () => {
  const [order, key] = [someOrder(), uuidv7()];
  const first = await postOrder(order, { key });

  const repeated = await postOrder(order, { key });

  expect(first.status).toBe(201);
  expect(withoutRequestId(repeated)).toEqual(withoutRequestId(first));
  expect(await ordersOf(order.user_id)).toEqual([first.json.id]);
});

test('an order is repeated as it was answered first, though its user is known by now', async () => {
  const [order, key] = [someOrder(), uuidv7()];
  const first = await postOrder(order, { key });
  await overwriteItem('orders', {
    ...{ pk: `USER#${order.user_id}`, sk: 'USER' },
    ...{ user_id: order.user_id, email: newEmail() },
  });

  const repeated = await postOrder(order, { key });

  expect(repeated.body).toBe(first.body);
});

test('another spelling of the same request, and the same key in quotes, are a repetition', async () => {
  const [{ user_id }, key] = [someOrder(), uuidv7()];
  const first = await postOrder(`{"user_id":"${user_id}","amount":"5.00"}`, { key });

  const repeated = await postOrder(`{"amount": 5, "user_id": "${user_id.toUpperCase()}"}`, { key: `"${key}"` });

  expect(repeated.body).toBe(first.body);
});

test('another body under the same key is a problem and makes nothing', async () => {
  const [user, order, key] = [someUser(), someOrder(), uuidv7()];
  const other = someUser();
  await postUser(user, { key });
  await postOrder(order, { key });

  const answers = [await postUser(other, { key }), await postOrder({ ...order, amount: '59.98' }, { key })];

  for (const { status, headers, json } of answers) {
    expect(status).toBe(422);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(json.detail).toContain('This Idempotency-Key was used for another request');
  }
  expect(await usersWith(other.email)).toEqual([]);
  expect(await ordersOf(order.user_id)).toHaveLength(1);
});

test('of 20 simultaneous POSTs with one key all get the one resource', async () => {
  const [user, order, key] = [someUser(), someOrder(), uuidv7()];
  const twenty = <T>(send: () => Promise<T>) => Promise.all(Array.from({ length: 20 }, send));

  const users = await twenty(() => postUser(user, { key }));
  const orders = await twenty(() => postOrder(order, { key }));

  expect([...users, ...orders].map(({ status }) => status)).toEqual(Array(40).fill(201));
  expect(new Set(users.map(({ body }) => body)).size).toBe(1);
  expect(new Set(orders.map(({ body }) => body)).size).toBe(1);
  expect(await usersWith(user.email)).toEqual([users[0]?.json.id]);
  expect(await ordersOf(order.user_id)).toEqual([orders[0]?.json.id]);
});

test('of 20 simultaneous POSTs with one key and two bodies one body wins, the other is refused', async () => {
  const [one, other, key] = [someOrder(), someOrder(), uuidv7()];

  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => postOrder(i % 2 ? one : other, { key })));

  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(10).fill(201), ...Array(10).fill(422)]);
  expect([...(await ordersOf(one.user_id)), ...(await ordersOf(other.user_id))]).toHaveLength(1);
});

test('a key that expired is taken anew, before TTL has deleted it', async () => {
  const [order, key] = [someOrder(), uuidv7()];
  const first = await postOrder(order, { key });
  await expire('orders', first.headers.location);

  const second = await postOrder({ ...order, amount: 1 }, { key });
  const repeated = await postOrder({ ...order, amount: 1 }, { key });

  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.json.id).not.toBe(first.json.id);
  expect(repeated.body).toBe(second.body);
});

test('a user whose key expired conflicts, as without a key', async () => {
  const [user, key] = [someUser(), uuidv7()];
  const first = await postUser(user, { key });
  await expire('users', first.headers.location);

  const repeated = await postUser(user, { key });

  expect(repeated).toMatchObject({ status: 409, json: { detail: 'User already exists' } });
});

test('only a 201 is kept: after a refused body and a taken e-mail the key is still free', async () => {
  const [taken, user, key] = [someUser(), someUser(), uuidv7()];
  await postUser(taken);

  const refused = await postUser({ ...user, name: '' }, { key });
  const conflict = await postUser(taken, { key });
  const conflictAgain = await postUser(taken, { key });
  const created = await postUser(user, { key });

  expect([refused, conflict, conflictAgain, created].map(({ status }) => status)).toEqual([422, 409, 409, 201]);
});

test('the key of one caller says nothing to another', async () => {
  const [order, key] = [someOrder(), uuidv7()];
  const [ada, bob] = ['ada', 'bob'].map((name) => `arn:aws:iam::000000000000:user/${name}`) as [string, string];

  const first = await postOrder(order, { key, caller: ada });
  const foreign = await postOrder({ ...order, amount: 1 }, { key, caller: bob });
  const own = await postOrder(order, { key, caller: ada });

  expect([first.status, foreign.status]).toEqual([201, 201]);
  expect(own.body).toBe(first.body);
  expect(foreign.json.id).not.toBe(first.json.id);
});

test('a header that holds no key is a problem and makes nothing', async () => {
  const order = someOrder();

  const { status, json } = await postOrder(order, { key: '' });

  expect(status).toBe(400);
  expect(json).toMatchObject({ title: 'Bad Request', detail: expect.stringMatching(/^Idempotency-Key must be/) });
  expect(await ordersOf(order.user_id)).toEqual([]);
});

const withoutRequestId = ({
  status,
  headers: { 'x-request-id': _, ...headers },
  body,
}: Awaited<ReturnType<typeof post>>) => ({
  ...{ status, headers, body },
});

/** As a day later, with TTL being late. */
async function expire(table: string, location: unknown): Promise<void> {
  const [item] = await findItems(table, 'location', String(location));
  await overwriteItem(table, { ...item, expires_at: Math.floor(Date.now() / 1_000) });
}
