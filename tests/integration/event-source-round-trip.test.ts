// What our consumers answer, read by the event source that triggers them.
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { findForeignUser } from '../../functions/orders/table.ts';
import { startSource } from '../../plugins/serverless-offline-msk/test/support/event-source.ts';
import {
  committed,
  connect,
  createTopic,
  disconnect,
  produce,
} from '../../plugins/serverless-offline-msk/test/support/kafka.ts';
import { eventually } from '../support/eventually.ts';
import { invoke } from '../support/invoke.ts';
import { needs } from '../support/needs.ts';
import { ordersTable, readItem } from '../support/tables.ts';

jest.setTimeout(30_000);
beforeAll(connect);
afterAll(disconnect);

const someone = () => ({ user_id: uuidv7(), email: 'ada@example.com' });
const consume = (event: unknown) => invoke('ordersOnUserCreated', event);

test.each([
  ['on-demand', {}],
  ['that wants partial responses', { provisionedPollers: { minimum: 1, maximum: 1 }, reportBatchItemFailures: true }],
])('a batch with a record to park is done at once for an event source %s', async (_, mode) => {
  const [ada, bob] = [someone(), someone()];
  const topic = await createTopic();
  await produce(topic, { 0: [JSON.stringify(ada), '{"user_id":', JSON.stringify(bob)] });

  await using source = startSource({ mapping: { topic, ...mode }, handler: consume });

  await eventually(async () => expect(await committed(source.mapping.consumerGroupId, topic)).toEqual({ 0: 3 }));
  expect(source.invocations).toHaveLength(1);
  expect(await Promise.all([ada, bob].map(({ user_id }) => findForeignUser(user_id)))).toEqual([ada, bob]);
  expect(await readItem(ordersTable(), 'PARKED', `${topic}-0-1`)).toBeDefined();
});

needs('functions in this process')(
  'while the table cannot be reached the batch comes again, and nothing is committed',
  async () => {
    const ada = someone();
    const topic = await createTopic();
    await produce(topic, { 0: [JSON.stringify(ada)] });
    const table = process.env.ORDERS_TABLE;
    process.env.ORDERS_TABLE = 'no-such-table';

    await using source = startSource({
      mapping: { topic },
      handler: async (event, index) => {
        if (index === 2) {
          expect(await committed(source.mapping.consumerGroupId, topic)).toEqual({});
          process.env.ORDERS_TABLE = table;
        }
        return consume(event);
      },
    });

    await eventually(async () => expect(await committed(source.mapping.consumerGroupId, topic)).toEqual({ 0: 1 }));
    expect(source.facts.flatMap((fact) => (fact.name === 'failed' ? fact.result : []))).toEqual([
      'function-error',
      'function-error',
    ]);
    expect(await findForeignUser(ada.user_id)).toEqual(ada);
  },
);
