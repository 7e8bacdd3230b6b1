import * as z from 'zod';
import type { EventContract } from './event-contract.ts';

export const UserCreated = z.object({
  user_id: z.uuid().toLowerCase(),
  email: z.email().max(254),
});
export type UserCreated = z.infer<typeof UserCreated>;

export const userCreated: EventContract<UserCreated> = {
  type: 'user_created',
  source: '/users',
  schema: UserCreated,
  aggregateId: (event) => event.user_id,
};
