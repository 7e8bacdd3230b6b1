// order_created → users table (foreign record of the order).
import { orderCreated } from '../../events/order-created.ts';
import { kafka } from '../shared/kafka.ts';
import { putForeignOrder, usersTable } from './table.ts';

export const onOrderCreated = {
  contract: orderCreated,
  service: 'UserService',
  table: usersTable,
  apply: putForeignOrder,
};

export const handler = kafka(onOrderCreated);
