// What DynamoDB did, and its answer was lost.
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { handler as createOrder } from '../../functions/orders/create.ts';
import { handler as createUser } from '../../functions/users/create.ts';
import { newEmail } from '../support/api.ts';
import { request } from '../support/http-event.ts';
import { startLossyDynamodb } from '../support/lossy-dynamodb.ts';
import { findItems } from '../support/tables.ts';

let dynamodb: Awaited<ReturnType<typeof startLossyDynamodb>>;

beforeAll(async () => {
  dynamodb = await startLossyDynamodb();
});
beforeEach(() => {
  dynamodb.sent();
});
afterAll(() => {
  dynamodb.stop();
});

/** As many as the SDK sends a request before it gives up. */
const ATTEMPTS = 3;

const post = (handler: unknown, route: string, body: unknown, key?: string) =>
  request(handler, route, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
  });
const postUser = (body: unknown, key?: string) => post(createUser, 'POST /users', body, key);
const postOrder = (body: unknown, key?: string) => post(createOrder, 'POST /orders', body, key);

const someUser = () => ({ email: newEmail(), name: 'Ada' });
const someOrder = () => ({ user_id: uuidv7(), amount: '59.99' });

test.each([
  ['without a key', undefined],
  ['with a key', uuidv7()],
])('a user %s whose first answer from the table is lost does not conflict with itself', async (_, key) => {
  const user = someUser();
  dynamodb.lose('TransactWriteItems', 1);

  const { status, json } = await postUser(user, key);

  expect(status).toBe(201);
  expect(dynamodb.sent()).toEqual(['TransactWriteItems', 'TransactWriteItems']);
  expect((await findItems('users', 'email', user.email)).map(({ id }) => id)).toEqual([json.id]);
});

test.each([
  ['without a key', 'PutItem', undefined],
  ['with a key', 'TransactWriteItems', uuidv7()],
])('an order %s whose first answer from the table is lost is one order', async (_, operation, key) => {
  const order = someOrder();
  dynamodb.lose(operation, 1);

  const { status, json } = await postOrder(order, key);

  expect(status).toBe(201);
  expect(dynamodb.sent()).toEqual(['GetItem', operation, operation]);
  expect((await findItems('orders', 'user_id', order.user_id)).map(({ id }) => id)).toEqual([json.id]);
});

test('a user of whom every answer was lost is a failure, and the repeated POST gets that user', async () => {
  const [user, key] = [someUser(), uuidv7()];
  dynamodb.lose('TransactWriteItems', ATTEMPTS);
  const failed = await postUser(user, key);

  const repeated = await postUser(user, key);

  expect([failed.status, repeated.status]).toEqual([500, 201]);
  expect((await findItems('users', 'email', user.email)).map(({ id }) => id)).toEqual([repeated.json.id]);
});

test('an order of which every answer was lost is a failure, and the repeated POST gets that order', async () => {
  const [order, key] = [someOrder(), uuidv7()];
  dynamodb.lose('TransactWriteItems', ATTEMPTS);
  const failed = await postOrder(order, key);

  const repeated = await postOrder(order, key);

  expect([failed.status, repeated.status]).toEqual([500, 201]);
  expect((await findItems('orders', 'user_id', order.user_id)).map(({ id }) => id)).toEqual([repeated.json.id]);
});

test('a request without a key costs no more than it did, and a key no request of its own', async () => {
  const sent = async (answer: Promise<unknown>) => {
    await answer;
    return dynamodb.sent();
  };

  expect(await sent(postUser(someUser()))).toEqual(['TransactWriteItems']);
  expect(await sent(postOrder(someOrder()))).toEqual(['GetItem', 'PutItem']);
  expect(await sent(postUser(someUser(), uuidv7()))).toEqual(['TransactWriteItems']);
  expect(await sent(postOrder(someOrder(), uuidv7()))).toEqual(['GetItem', 'TransactWriteItems']);
});
