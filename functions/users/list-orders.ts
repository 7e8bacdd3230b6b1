// GET /users/{user_id}/orders ← the foreign records of orders in the users table.
import * as z from 'zod';
import { http, ok } from '../shared/http.ts';
import { getUser, listForeignOrders } from './table.ts';

const Page = z.strictObject({
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|100)$/, 'must be a whole number from 1 to 100')
    .default('20')
    .transform(Number),
  cursor: z.uuid('must be the next_cursor of the page before').toLowerCase().optional(),
});

export const handler = http({ query: Page }, async ({ path, query }) => {
  const user = await getUser(path('user_id'));
  return ok(await listForeignOrders(user.id, query));
});
