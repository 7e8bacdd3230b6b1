import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod';
import type { OrderCreated } from '../../events/order-created.ts';
import type { UserCreated } from '../../events/user-created.ts';

/** Greater than 0, at most 99999999.99, at most two decimal places, no sign, no exponent, no leading zeros. */
export const DECIMAL = /^(?!0(?:\.0{1,2})?$)(?:0|[1-9]\d{0,7})(?:\.\d{1,2})?$/;

/**
 * An exact amount of money, text from end to end. A JSON number is taken by its shortest decimal text; nothing is
 * calculated and nothing is rounded. Comes out with two decimal places: 5 → "5.00".
 */
export const Amount = z
  .union([z.string(), z.number().transform(String)], { error: 'must be a decimal, as text or as a number' })
  .pipe(z.string().regex(DECIMAL, 'must be a decimal from 0.01 to 99999999.99 with at most two places'))
  .transform(withTwoPlaces);

/** What `POST /orders` takes. Whether the user exists is not asked: the order service learns of users from Kafka. */
export const NewOrder = z.strictObject({
  user_id: z.uuid().toLowerCase(),
  amount: Amount,
});
export type NewOrder = z.infer<typeof NewOrder>;

/** What the table holds. */
export const Order = z.object({
  id: z.uuid(),
  user_id: z.uuid(),
  amount: z.string(),
  created_at: z.iso.datetime(),
});
export type Order = z.infer<typeof Order>;

export const newOrder = (input: NewOrder, id = uuidv7(), now = new Date()): Order => ({
  id,
  ...input,
  created_at: now.toISOString(),
});

/** The foreign record of a user, as `user_created` said it. */
export const ForeignUser = z.object({
  user_id: z.uuid(),
  email: z.string(),
}) satisfies z.ZodType<UserCreated>;
export type ForeignUser = z.infer<typeof ForeignUser>;

/** What the API answers: `user` is null until its `user_created` arrived. */
export const OrderView = Order.extend({
  user: z.object({ id: z.uuid(), email: z.string() }).nullable(),
});
export type OrderView = z.infer<typeof OrderView>;

export const toOrderView = (order: Order, user: ForeignUser | undefined): OrderView => ({
  ...order,
  user: user ? { id: user.user_id, email: user.email } : null,
});

export const toOrderCreated = (order: Order): OrderCreated => ({ order_id: order.id, user_id: order.user_id });

function withTwoPlaces(decimal: string): string {
  const [whole, places = ''] = decimal.split('.');
  return `${whole}.${places.padEnd(2, '0')}`;
}
