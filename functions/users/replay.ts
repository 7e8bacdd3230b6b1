// An operator's invocation → usersPublish, with what the users table holds: npm run replay.
import { replay } from '../shared/replay.ts';
import { userKey, usersTable } from './table.ts';
import { User } from './user.ts';

export const handler = replay('user_created', {
  table: usersTable,
  key: userKey,
  isAnnounceable: (item) => User.safeParse(item).success,
});
