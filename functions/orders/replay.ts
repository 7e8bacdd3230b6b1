// An operator's invocation → ordersPublish, with what the orders table holds: npm run replay.
import { replay } from '../shared/replay.ts';
import { Order } from './order.ts';
import { orderKey, ordersTable } from './table.ts';

export const handler = replay('order_created', {
  table: ordersTable,
  key: orderKey,
  isAnnounceable: (item) => Order.safeParse(item).success,
});
