// POST /users → users table. The table's stream announces the user: see publish.ts.
import { created, http } from '../shared/http.ts';
import { insertUser } from './table.ts';
import { NewUser, newUser } from './user.ts';

export const handler = http({ body: NewUser }, async ({ body }) => {
  const user = newUser(body);
  await insertUser(user);
  return created(`/users/${user.id}`, user);
});
