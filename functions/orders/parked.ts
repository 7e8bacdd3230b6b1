// An operator's invocation → what the orders table keeps of records that could not be processed: npm run parked.
import { parked } from '../shared/parked.ts';
import { onUserCreated } from './on-user-created.ts';
import { ordersTable } from './table.ts';

export const handler = parked(ordersTable, [onUserCreated]);
