// users table's stream → user_created. The stream's filter lets only inserted users through.
import { userCreated } from '../../events/user-created.ts';
import { stream } from '../shared/stream.ts';
import { toUserCreated, User } from './user.ts';

export const handler = stream(userCreated, (image) => {
  const user = User.parse(image);
  return { event: toUserCreated(user), time: user.created_at };
});
