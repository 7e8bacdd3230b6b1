import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { documents, getItem, type Key, putItem } from '../shared/dynamodb.ts';
import { environment } from '../shared/environment.ts';
import { conflict, notFound } from '../shared/errors.ts';
import type { HttpResponse } from '../shared/http.ts';
import type { IdempotencyItem } from '../shared/idempotency-key.ts';
import { putOnce } from '../shared/idempotent-write.ts';
import { isFailedCondition, putAll } from '../shared/transaction.ts';
import { ForeignOrder, type OrdersPage, type OrdersQuery, User } from './user.ts';

export const usersTable = () => environment('USERS_TABLE');

export const userKey = (id: string): Key => ({ pk: `USER#${id}`, sk: 'USER' });
const emailKey = (email: string): Key => ({ pk: `EMAIL#${email.toLowerCase()}`, sk: 'EMAIL' });
export const orderKey = (userId: string, orderId: string): Key => ({ pk: `USER#${userId}`, sk: `ORDER#${orderId}` });

/**
 * Writes the user and its e-mail's uniqueness item in one transaction; a taken e-mail is a conflict (409). With a key
 * that was used before nothing is written, and the first answer is returned.
 */
export async function insertUser(user: User, key?: IdempotencyItem): Promise<HttpResponse | undefined> {
  const puts = [
    { Item: { ...userKey(user.id), ...user } },
    { Item: { ...emailKey(user.email), user_id: user.id }, ConditionExpression: 'attribute_not_exists(pk)' },
  ];
  try {
    if (key) return await putOnce(usersTable(), puts, key);
    await putAll(usersTable(), puts);
    return undefined;
  } catch (error) {
    // The user's own put has no condition.
    if (isFailedCondition(error)) throw conflict('User already exists');
    throw error;
  }
}

/** Throws not found (404), also for an id that is no UUID. */
export async function getUser(id: string): Promise<User> {
  const item = z.uuid().safeParse(id).success && (await getItem(usersTable(), userKey(id.toLowerCase())));
  if (!item) throw notFound('User not found');
  return User.parse(item);
}

/** The foreign record of an order lies under its natural key: a redelivered event changes nothing. */
export async function putForeignOrder(order: ForeignOrder): Promise<void> {
  await putItem(usersTable(), { ...orderKey(order.user_id, order.order_id), ...order });
}

/** One page of a user's orders, newest first by order id, after the order `cursor`; one more than `limit` tells of a next page. */
export async function listForeignOrders(userId: string, { limit, cursor }: OrdersQuery): Promise<OrdersPage> {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: usersTable(),
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :order)',
      ExpressionAttributeValues: { ':pk': userKey(userId).pk, ':order': 'ORDER#' },
      ScanIndexForward: false,
      Limit: limit + 1,
      ...(cursor && { ExclusiveStartKey: orderKey(userId, cursor) }),
    }),
  );
  const orders = Items.slice(0, limit).map((item) => ForeignOrder.parse(item));
  return { orders, next_cursor: Items.length > limit ? (orders.at(-1)?.order_id ?? null) : null };
}
