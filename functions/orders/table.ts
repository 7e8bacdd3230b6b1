import * as z from 'zod';
import { getItem, type Key, putItem } from '../shared/dynamodb.ts';
import { environment } from '../shared/environment.ts';
import { notFound } from '../shared/errors.ts';
import type { HttpResponse } from '../shared/http.ts';
import type { IdempotencyItem } from '../shared/idempotency-key.ts';
import { putOnce } from '../shared/idempotent-write.ts';
import { ForeignUser, Order } from './order.ts';

export const ordersTable = () => environment('ORDERS_TABLE');

export const orderKey = (id: string): Key => ({ pk: `ORDER#${id}`, sk: 'ORDER' });
export const userKey = (id: string): Key => ({ pk: `USER#${id}`, sk: 'USER' });

/**
 * A new order has a new id: writing it twice, as the SDK may after a lost answer, writes the same. With a key that was
 * used before nothing is written, and the first answer is returned.
 */
export async function putOrder(order: Order, key?: IdempotencyItem): Promise<HttpResponse | undefined> {
  const item = { ...orderKey(order.id), ...order };
  if (key) return putOnce(ordersTable(), [{ Item: item }], key);
  await putItem(ordersTable(), item);
  return undefined;
}

/** Throws not found (404), also for an id that is no UUID. */
export async function getOrder(id: string): Promise<Order> {
  const item = z.uuid().safeParse(id).success && (await getItem(ordersTable(), orderKey(id.toLowerCase())));
  if (!item) throw notFound('Order not found');
  return Order.parse(item);
}

/** The foreign record of a user lies under its natural key: a redelivered event changes nothing. */
export async function putForeignUser(user: ForeignUser): Promise<void> {
  await putItem(ordersTable(), { ...userKey(user.user_id), ...user });
}

/** Undefined until the user's `user_created` arrived. */
export async function findForeignUser(id: string): Promise<ForeignUser | undefined> {
  const item = await getItem(ordersTable(), userKey(id));
  return item && ForeignUser.parse(item);
}
