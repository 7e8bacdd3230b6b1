import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { newOrder, type Order, toOrderCreated } from '../../functions/orders/order.ts';
import { userKey as foreignUserKey, orderKey, putForeignUser } from '../../functions/orders/table.ts';
import { orderKey as foreignOrderKey, putForeignOrder, userKey } from '../../functions/users/table.ts';
import { newUser, toUserCreated, type User } from '../../functions/users/user.ts';
import { COPIES } from '../../operations/copies.ts';
import { compare, look } from '../../operations/reconciliation.ts';
import type { ServiceName, Stage } from '../../operations/stage.ts';
import { createOwnTable, writeItems } from '../support/own-tables.ts';
import { deleteItem, overwriteItem } from '../support/tables.ts';

let tables: Record<ServiceName, string>;
let stage: Stage;

beforeEach(async () => {
  tables = { users: await createOwnTable('users'), orders: await createOwnTable('orders') };
  process.env.USERS_TABLE = tables.users;
  process.env.ORDERS_TABLE = tables.orders;
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient());
  stage = { documents, tableName: (service: ServiceName) => tables[service] } as Stage;
});

/** Users whose events arrived. */
async function createUsers(count: number): Promise<User[]> {
  const users = Array.from({ length: count }, () => newUser({ email: `${uuidv7()}@example.com`, name: 'Ada' }));
  await writeItems(
    tables.users,
    users.map((user) => ({ ...userKey(user.id), ...user })),
  );
  await writeItems(
    tables.orders,
    users.map((user) => ({ ...foreignUserKey(user.id), ...toUserCreated(user) })),
  );
  return users;
}

/** Orders whose events arrived, each of another user where none is given. */
async function createOrders(count: number, user_id?: string): Promise<Order[]> {
  const orders = Array.from({ length: count }, () => newOrder({ user_id: user_id ?? uuidv7(), amount: '1.00' }));
  await writeItems(
    tables.orders,
    orders.map((order) => ({ ...orderKey(order.id), ...order })),
  );
  await writeItems(
    tables.users,
    orders.map((order) => ({ ...foreignOrderKey(order.user_id, order.id), ...toOrderCreated(order) })),
  );
  return orders;
}

async function differences() {
  const found = [];
  for (const copy of COPIES) found.push(...(await Array.fromAsync(compare(stage, copy, () => {}))));
  return found;
}
const summary = async () => (await differences()).map(({ kind, copy, id }) => `${kind} ${copy.event} ${id}`).sort();

test('where each source item has its foreign record, nothing differs', async () => {
  const users = await createUsers(230);
  await createOrders(120, users[0]?.id);
  await overwriteItem(tables.users, { pk: 'PARKED', sk: 'order_created-0-1' });
  await overwriteItem(tables.users, { pk: 'IDEMPOTENCY#1', sk: 'IDEMPOTENCY' });

  expect(await summary()).toEqual([]);
});

test('what is missing, extra or different is found among hundreds', async () => {
  const users = await createUsers(230);
  const orders = await createOrders(120);
  const [missing, different] = users as [User, User];
  const [missingOrder, movedOrder] = orders as [Order, Order];
  const extra = { user_id: uuidv7(), email: 'eve@example.com' };
  const extraOrder = { order_id: uuidv7(), user_id: uuidv7() };

  await deleteItem(tables.orders, { pk: `USER#${missing.id}`, sk: 'USER' });
  await putForeignUser({ user_id: different.id, email: 'old@example.com' });
  await putForeignUser(extra);
  await deleteItem(tables.users, { pk: `USER#${missingOrder.user_id}`, sk: `ORDER#${missingOrder.id}` });
  await putForeignOrder({ order_id: movedOrder.id, user_id: extraOrder.user_id });
  await putForeignOrder(extraOrder);

  expect(await summary()).toEqual(
    [
      `missing user_created ${missing.id}`,
      `different user_created ${different.id}`,
      `extra user_created ${extra.user_id}`,
      `missing order_created ${missingOrder.id}`,
      `extra order_created ${movedOrder.id}`,
      `extra order_created ${extraOrder.order_id}`,
    ].sort(),
  );
});

test('what differed and is right by now differs no more at a second look', async () => {
  const [ada, bob] = (await createUsers(2)) as [User, User];
  await deleteItem(tables.orders, { pk: `USER#${ada.id}`, sk: 'USER' });
  await deleteItem(tables.orders, { pk: `USER#${bob.id}`, sk: 'USER' });
  const eve = { user_id: uuidv7(), email: 'eve@example.com' };
  await putForeignUser(eve);
  const found = await differences();
  expect(found).toHaveLength(3);

  await putForeignUser(toUserCreated(ada));
  await deleteItem(tables.orders, { pk: `USER#${eve.user_id}`, sk: 'USER' });

  expect((await look(stage, found)).map(({ kind, id }) => `${kind} ${id}`)).toEqual([`missing ${bob.id}`]);
});
