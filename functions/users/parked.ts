// An operator's invocation → what the users table keeps of records that could not be processed: npm run parked.
import { parked } from '../shared/parked.ts';
import { onOrderCreated } from './on-order-created.ts';
import { usersTable } from './table.ts';

export const handler = parked(usersTable, [onOrderCreated]);
