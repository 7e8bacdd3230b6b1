// The seam between our consumers' lists of failures and the event source that reads them.
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { userCreated } from '../../events/user-created.ts';
import { ordersTable } from '../../functions/orders/table.ts';
import { kafka } from '../../functions/shared/kafka.ts';
import { startSource } from '../../plugins/serverless-offline-msk/test/support/event-source.ts';
import {
  committed,
  connect,
  createTopic,
  disconnect,
  produce,
} from '../../plugins/serverless-offline-msk/test/support/kafka.ts';
import { eventually } from '../support/eventually.ts';
import { lambdaContext } from '../support/http-event.ts';

jest.setTimeout(30_000);
beforeAll(connect);
afterAll(disconnect);

const someone = () => ({ user_id: uuidv7(), email: 'ada@example.com' });

test('with partial failures a record that fails holds up its partition alone, and none is applied twice before it', async () => {
  const [ada, bob, eve, joe] = [someone(), someone(), someone(), someone()];
  const topic = await createTopic(2);
  await produce(topic, {
    0: [JSON.stringify(ada), JSON.stringify(bob), JSON.stringify(eve)],
    1: [JSON.stringify(joe)],
  });
  const applied: string[] = [];
  let failures = 2;
  const consumer = kafka({
    contract: userCreated,
    service: 'Test',
    table: ordersTable,
    apply: async (user) => {
      if (user.user_id === bob.user_id && failures-- > 0) throw new Error('not yet');
      applied.push(user.user_id);
    },
  });
  process.env.PARTIAL_FAILURES = 'true';

  try {
    await using source = startSource({
      mapping: { topic, provisionedPollers: { minimum: 1, maximum: 1 }, reportBatchItemFailures: true },
      handler: (event) => consumer(event as never, lambdaContext()),
    });
    await eventually(async () =>
      expect(await committed(source.mapping.consumerGroupId, topic)).toEqual({ 0: 3, 1: 1 }),
    );
    expect(source.facts.flatMap((fact) => (fact.name === 'failed' ? fact.result : []))).toEqual(['partial', 'partial']);
  } finally {
    delete process.env.PARTIAL_FAILURES;
  }

  expect(applied.filter((id) => id !== joe.user_id)).toEqual([ada, bob, eve].map(({ user_id }) => user_id));
  expect(applied).toContain(joe.user_id);
});
