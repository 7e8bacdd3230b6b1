// user_created → orders table (foreign record of the user).
import { userCreated } from '../../events/user-created.ts';
import { kafka } from '../shared/kafka.ts';
import { ordersTable, putForeignUser } from './table.ts';

export const onUserCreated = {
  contract: userCreated,
  service: 'OrderService',
  table: ordersTable,
  apply: putForeignUser,
};

export const handler = kafka(onUserCreated);
