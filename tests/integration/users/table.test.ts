// What the users table takes and gives, through the functions that use it.
import { expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { atOnce } from '../../support/capabilities.ts';
import { invoke, requestOf } from '../../support/invoke.ts';
import { mskEvent } from '../../support/msk-event.ts';
import { findItems, readItems, usersTable } from '../../support/tables.ts';

const newEmail = () => `${uuidv7()}@Example.com`;

const insertUser = (email = newEmail()) =>
  requestOf('usersCreate', 'POST /users', { body: JSON.stringify({ email, name: 'Ada' }) });

const getUser = (id: string) => requestOf('usersGet', `GET /users/${id}`, { path: { user_id: id } });

const listOrders = (id: string, query: Record<string, string>) =>
  requestOf('usersListOrders', `GET /users/${id}/orders`, { path: { user_id: id }, query });

const putForeignOrders = (...orders: { order_id: string; user_id: string }[]) =>
  invoke('usersOnOrderCreated', mskEvent({ 'order_created-0': orders.map((value) => ({ value })) }));

test('a user that was inserted can be read, as it was typed', async () => {
  const email = newEmail();

  const { status, json: user } = await insertUser(email);

  expect([status, user.email]).toEqual([201, email]);
  expect(await getUser(user.id)).toMatchObject({ status: 200, json: user });
});

test('an e-mail is taken whatever its case, and nothing of the second user is written', async () => {
  const email = newEmail();
  await insertUser(email);

  const second = await insertUser(email.toUpperCase());

  expect(second).toMatchObject({ status: 409, json: { detail: 'User already exists' } });
  expect(await findItems(usersTable(), 'email', email.toUpperCase())).toEqual([]);
});

test(`of ${atOnce} users who insert one e-mail at once exactly one wins, the others conflict`, async () => {
  const email = newEmail();

  const answers = await Promise.all(Array.from({ length: atOnce }, () => insertUser(email)));

  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(atOnce - 1).fill(409)]);
});

test.each(['no-uuid', '', 'x'.repeat(5_000), uuidv7()])('a user with the id %p is not found', async (id) => {
  expect(await getUser(id)).toMatchObject({ status: 404, json: { detail: 'User not found' } });
});

test('an id is found in capital letters too', async () => {
  const { json: user } = await insertUser();

  expect(await getUser(user.id.toUpperCase())).toMatchObject({ status: 200, json: user });
});

test('orders come newest first, page by page, and the last page says so', async () => {
  const { json: user } = await insertUser();
  const orders = Array.from({ length: 5 }, () => ({ order_id: uuidv7(), user_id: user.id }));
  await putForeignOrders(...orders);

  const { json: first } = await listOrders(user.id, { limit: '2' });
  const { json: second } = await listOrders(user.id, { limit: '2', cursor: first.next_cursor });
  const { json: third } = await listOrders(user.id, { limit: '2', cursor: second.next_cursor });

  expect([...first.orders, ...second.orders, ...third.orders]).toEqual(orders.toReversed());
  expect(third.next_cursor).toBeNull();
});

test('a page that is just full has no next one', async () => {
  const { json: user } = await insertUser();
  const order = { order_id: uuidv7(), user_id: user.id };
  await putForeignOrders(order);

  expect((await listOrders(user.id, { limit: '1' })).json).toEqual({ orders: [order], next_cursor: null });
});

test('a redelivered order changes nothing', async () => {
  const order = { order_id: uuidv7(), user_id: uuidv7() };

  await putForeignOrders(order);
  await putForeignOrders(order);

  expect(await readItems(usersTable(), `USER#${order.user_id}`)).toEqual([expect.objectContaining(order)]);
});
