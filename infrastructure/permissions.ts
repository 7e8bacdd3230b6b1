// What each function may do, and nothing else. Whoever adds a function adds its line.
import {
  consumeTopic,
  createTopics,
  invokeFunction,
  produceTo,
  readStream,
  type Statement,
  useTable,
} from './statements.ts';

export const permissions: Readonly<Record<string, readonly Statement[]>> = {
  usersCreate: [useTable('UsersTable', 'GetItem', 'PutItem')],
  usersGet: [useTable('UsersTable', 'GetItem')],
  usersListOrders: [useTable('UsersTable', 'GetItem', 'Query')],
  usersPublish: [...readStream('UsersTable'), ...produceTo('user_created')],
  usersOnOrderCreated: [useTable('UsersTable', 'PutItem'), ...consumeTopic('order_created', 'users-on-order-created')],
  usersReplay: [
    useTable('UsersTable', 'DeleteItem', 'DescribeTable', 'GetItem', 'PutItem', 'Scan'),
    invokeFunction('usersPublish'),
  ],
  usersParked: [useTable('UsersTable', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem')],
  ordersCreate: [useTable('OrdersTable', 'GetItem', 'PutItem')],
  ordersGet: [useTable('OrdersTable', 'GetItem')],
  ordersPublish: [...readStream('OrdersTable'), ...produceTo('order_created')],
  ordersOnUserCreated: [useTable('OrdersTable', 'PutItem'), ...consumeTopic('user_created', 'orders-on-user-created')],
  ordersReplay: [
    useTable('OrdersTable', 'DeleteItem', 'DescribeTable', 'GetItem', 'PutItem', 'Scan'),
    invokeFunction('ordersPublish'),
  ],
  ordersParked: [useTable('OrdersTable', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem')],
  topicsCreate: createTopics('user_created', 'order_created'),
  topicsCustomResource: [invokeFunction('topicsCreate')],
  fallback: [],
  documents: [], // on stage local alone
};
