// GET /users/{user_id} ← users table.
import { http, ok } from '../shared/http.ts';
import { getUser } from './table.ts';

export const handler = http({}, async ({ path }) => ok(await getUser(path('user_id'))));
