import * as z from 'zod';
import type { EventContract } from './event-contract.ts';

export const OrderCreated = z.object({
  order_id: z.uuid().toLowerCase(),
  user_id: z.uuid().toLowerCase(),
});
export type OrderCreated = z.infer<typeof OrderCreated>;

export const orderCreated: EventContract<OrderCreated> = {
  type: 'order_created',
  source: '/orders',
  schema: OrderCreated,
  aggregateId: (event) => event.order_id,
};
