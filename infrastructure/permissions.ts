// What each function may do, and nothing else. Whoever adds a function adds its line.
import { definedTopics } from '../stack/topics.ts';
import {
  consumeTopic,
  createTopics,
  invokeFunction,
  produceTo,
  readStream,
  type Statement,
  useTable,
} from './statements.ts';

/** Reads the own items and keeps its position among them. */
const replays = ['DeleteItem', 'DescribeTable', 'GetItem', 'PutItem', 'Scan'];

/** Reads what is parked, applies it as the consumer does, and takes it away. */
const redrives = ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'];

export const permissions: Readonly<Record<string, readonly Statement[]>> = {
  usersCreate: [useTable('UsersTable', 'GetItem', 'PutItem')],
  usersGet: [useTable('UsersTable', 'GetItem')],
  usersListOrders: [useTable('UsersTable', 'GetItem', 'Query')],
  usersPublish: [...readStream('UsersTable'), ...produceTo('user_created')],
  usersOnOrderCreated: [useTable('UsersTable', 'PutItem'), ...consumeTopic('order_created', 'users-on-order-created')],
  usersReplay: [useTable('UsersTable', ...replays), invokeFunction('usersPublish')],
  usersParked: [useTable('UsersTable', ...redrives)],
  ordersCreate: [useTable('OrdersTable', 'GetItem', 'PutItem')],
  ordersGet: [useTable('OrdersTable', 'GetItem')],
  ordersPublish: [...readStream('OrdersTable'), ...produceTo('order_created')],
  ordersOnUserCreated: [useTable('OrdersTable', 'PutItem'), ...consumeTopic('user_created', 'orders-on-user-created')],
  ordersReplay: [useTable('OrdersTable', ...replays), invokeFunction('ordersPublish')],
  ordersParked: [useTable('OrdersTable', ...redrives)],
  topicsCreate: createTopics(...definedTopics().map(({ topic }) => topic)),
  topicsCustomResource: [invokeFunction('topicsCreate')],
  fallback: [],
  documents: [], // on stage local alone
};
