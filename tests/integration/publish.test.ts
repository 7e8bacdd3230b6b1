import { expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { newUser } from '../../functions/users/user.ts';
import { invoke } from '../support/invoke.ts';
import { streamEvent } from '../support/stream-event.ts';
import { readTopic } from '../support/topic.ts';

const someone = () => newUser({ email: 'ada@example.com', name: 'Ada' });
const noUser = () => ({ id: uuidv7() });

const publish = (...users: { id: string }[]) => invoke('usersPublish', streamEvent(users));

/** How often each was announced. */
async function announced(...users: { id: string }[]): Promise<number[]> {
  const keys = (await readTopic(process.env.KAFKA_BROKERS ?? '', 'user_created')).map(({ key }) => key?.toString());
  return users.map(({ id }) => keys.filter((key) => key === id).length);
}

test('an inserted user is in the topic once publish returned, with CloudEvents headers', async () => {
  const ada = someone();

  const answer = await publish(ada);

  expect(answer).toEqual({ batchItemFailures: [] });
  const topic = await readTopic(process.env.KAFKA_BROKERS ?? '', 'user_created');
  const [message] = topic.filter(({ key }) => key?.toString() === ada.id);
  expect(JSON.parse(message?.value?.toString() ?? '')).toEqual({ user_id: ada.id, email: 'ada@example.com' });
  expect(Object.entries(message?.headers ?? {}).map(([name, value]) => [name, value?.toString()])).toEqual([
    ['ce_specversion', '1.0'],
    ['ce_id', `user_created/${ada.id}`],
    ['ce_type', 'user_created'],
    ['ce_source', '/users'],
    ['ce_time', ada.created_at],
    ['content-type', 'application/json'],
  ]);
});

test('what cannot be announced is reported, when all before it and nothing behind it is announced', async () => {
  const [ada, bob, eve] = [someone(), someone(), someone()];

  const answer = await publish(ada, bob, noUser(), eve);

  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '3' }] });
  expect(await announced(ada, bob, eve)).toEqual([1, 1, 0]);
});

test('what cannot be announced and is the first of its batch fails it, so that the batch is halved', async () => {
  const ada = someone();

  await expect(publish(noUser(), ada)).rejects.toThrow();

  expect(await announced(ada)).toEqual([0]);
});
