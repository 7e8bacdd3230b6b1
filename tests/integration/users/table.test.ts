import { expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { getUser, insertUser, listForeignOrders, putForeignOrder } from '../../../functions/users/table.ts';
import { newUser } from '../../../functions/users/user.ts';
import { readItem } from '../../support/tables.ts';

const someone = (email = `${uuidv7()}@Example.com`) => newUser({ email, name: 'Ada' });

test('a user that was inserted can be read, as it was typed', async () => {
  const user = someone();

  await insertUser(user);

  expect(await getUser(user.id)).toEqual(user);
});

test('an e-mail is taken whatever its case, and nothing of the second user is written', async () => {
  const first = someone();
  const second = someone(first.email.toUpperCase());
  await insertUser(first);

  await expect(insertUser(second)).rejects.toMatchObject({ status: 409, message: 'User already exists' });

  expect(await readItem('users', `USER#${second.id}`, 'USER')).toBeUndefined();
});

test('of 50 users who insert one e-mail at once exactly one wins, the others conflict', async () => {
  const { email } = someone();
  const users = Array.from({ length: 50 }, () => someone(email));

  const results = await Promise.allSettled(users.map((user) => insertUser(user)));

  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(results.flatMap((result) => (result.status === 'rejected' ? [result.reason.status] : []))).toEqual(
    Array(49).fill(409),
  );
});

test.each(['no-uuid', '', 'x'.repeat(5_000), uuidv7()])('a user with the id %p is not found', async (id) => {
  await expect(getUser(id)).rejects.toMatchObject({ status: 404, message: 'User not found' });
});

test('an id is found in capital letters too', async () => {
  const user = someone();

  await insertUser(user);

  expect(await getUser(user.id.toUpperCase())).toEqual(user);
});

test('orders come newest first, page by page, and the last page says so', async () => {
  const userId = uuidv7();
  const orders = Array.from({ length: 5 }, () => ({ order_id: uuidv7(), user_id: userId }));
  for (const order of orders) await putForeignOrder(order);

  const first = await listForeignOrders(userId, { limit: 2 });
  const second = await listForeignOrders(userId, { limit: 2, cursor: first.next_cursor ?? '' });
  const third = await listForeignOrders(userId, { limit: 2, cursor: second.next_cursor ?? '' });

  expect([...first.orders, ...second.orders, ...third.orders]).toEqual(orders.toReversed());
  expect(third.next_cursor).toBeNull();
});

test('a page that is just full has no next one', async () => {
  const order = { order_id: uuidv7(), user_id: uuidv7() };
  await putForeignOrder(order);

  expect(await listForeignOrders(order.user_id, { limit: 1 })).toEqual({ orders: [order], next_cursor: null });
});

test('a redelivered order changes nothing', async () => {
  const order = { order_id: uuidv7(), user_id: uuidv7() };

  await putForeignOrder(order);
  await putForeignOrder(order);

  expect((await listForeignOrders(order.user_id, { limit: 10 })).orders).toEqual([order]);
});
