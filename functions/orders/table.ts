import * as z from 'zod';
import { getItem, type Key, putItem } from '../shared/dynamodb.ts';
import { environment } from '../shared/environment.ts';
import { notFound } from '../shared/errors.ts';
import { ForeignUser, Order } from './order.ts';

export const ordersTable = () => environment('ORDERS_TABLE');

export const orderKey = (id: string): Key => ({ pk: `ORDER#${id}`, sk: 'ORDER' });
export const userKey = (id: string): Key => ({ pk: `USER#${id}`, sk: 'USER' });

/** A new order has a new id: writing it twice, as the SDK may after a lost answer, writes the same. */
export async function putOrder(order: Order): Promise<void> {
  await putItem(ordersTable(), { ...orderKey(order.id), ...order });
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
