// POST /orders → orders table. The table's stream announces the order: see publish.ts.
import { created, http } from '../shared/http.ts';
import { idempotencyItem } from '../shared/idempotency-key.ts';
import { NewOrder, newOrder, toOrderView } from './order.ts';
import { findForeignUser, putOrder } from './table.ts';

export const handler = http({ body: NewOrder }, async ({ body, event }) => {
  const order = newOrder(body);
  const user = await findForeignUser(order.user_id);
  const answer = created(`/orders/${order.id}`, toOrderView(order, user));
  const first = await putOrder(order, idempotencyItem(event, body, answer));
  return first ?? answer;
});
