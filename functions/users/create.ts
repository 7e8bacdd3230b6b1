// POST /users → users table. The table's stream announces the user: see publish.ts.
import { created, http } from '../shared/http.ts';
import { idempotencyItem } from '../shared/idempotency-key.ts';
import { insertUser } from './table.ts';
import { NewUser, newUser } from './user.ts';

export const handler = http({ body: NewUser }, async ({ body, event }) => {
  const user = newUser(body);
  const answer = created(`/users/${user.id}`, user);
  const first = await insertUser(user, idempotencyItem(event, body, answer));
  return first ?? answer;
});
