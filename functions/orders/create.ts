// POST /orders → orders table. The table's stream announces the order: see publish.ts.
import { created, http } from '../shared/http.ts';
import { NewOrder, newOrder, toOrderView } from './order.ts';
import { findForeignUser, putOrder } from './table.ts';

export const handler = http({ body: NewOrder }, async ({ body }) => {
  const order = newOrder(body);
  const user = await findForeignUser(order.user_id);
  await putOrder(order);
  return created(`/orders/${order.id}`, toOrderView(order, user));
});
