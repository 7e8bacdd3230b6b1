// GET /orders/{order_id} ← orders table: the order, and the foreign record of its user once that arrived.
import { http, ok } from '../shared/http.ts';
import { toOrderView } from './order.ts';
import { findForeignUser, getOrder } from './table.ts';

export const handler = http({}, async ({ path }) => {
  const order = await getOrder(path('order_id'));
  return ok(toOrderView(order, await findForeignUser(order.user_id)));
});
