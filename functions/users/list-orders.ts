// GET /users/{user_id}/orders ← the foreign records of orders in the users table.
import { http, ok } from '../shared/http.ts';
import { getUser, listForeignOrders } from './table.ts';
import { OrdersQuery } from './user.ts';

export const handler = http({ query: OrdersQuery }, async ({ path, query }) => {
  const user = await getUser(path('user_id'));
  return ok(await listForeignOrders(user.id, query));
});
