import { v7 as uuidv7 } from 'uuid';
import * as z from 'zod';
import type { OrderCreated } from '../../events/order-created.ts';
import type { UserCreated } from '../../events/user-created.ts';

/** What `POST /users` takes. An e-mail is at most 254 bytes long (RFC 5321, 4.5.3.1.3), a name 100 characters. */
export const NewUser = z.strictObject({
  email: z.email().max(254),
  name: z
    .string()
    .trim()
    .regex(/^\P{Surrogate}{1,100}$/u, 'must have 1 to 100 characters besides spaces around it'),
});
export type NewUser = z.infer<typeof NewUser>;

/** What the table holds and the API answers. */
export const User = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  created_at: z.iso.datetime(),
});
export type User = z.infer<typeof User>;

export const newUser = (input: NewUser, id = uuidv7(), now = new Date()): User => ({
  id,
  ...input,
  created_at: now.toISOString(),
});

/** The foreign record of an order, as `order_created` said it. */
export const ForeignOrder = z.object({
  order_id: z.uuid(),
  user_id: z.uuid(),
}) satisfies z.ZodType<OrderCreated>;
export type ForeignOrder = z.infer<typeof ForeignOrder>;

/** What `GET /users/{user_id}/orders` takes beside the user's id. */
export const OrdersQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|100)$/, 'must be a whole number from 1 to 100')
    .default('20')
    .transform(Number),
  cursor: z.uuid('must be the next_cursor of the page before').toLowerCase().optional(),
});
export type OrdersQuery = z.infer<typeof OrdersQuery>;

/** One page of a user's orders; `next_cursor` is null on the last one. */
export const OrdersPage = z.object({
  orders: z.array(ForeignOrder),
  next_cursor: z.uuid().nullable(),
});
export type OrdersPage = z.infer<typeof OrdersPage>;

export const toUserCreated = (user: User): UserCreated => ({ user_id: user.id, email: user.email });
