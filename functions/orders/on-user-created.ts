// user_created → orders table (foreign record of the user).
import { userCreated } from '../../events/user-created.ts';
import { kafka } from '../shared/kafka.ts';
import { ordersTable, putForeignUser } from './table.ts';

export const handler = kafka(userCreated, { service: 'OrderService', table: ordersTable }, putForeignUser);
