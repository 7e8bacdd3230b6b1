// The seam between our consumers' lists of failures and the event source that reads them.
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
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
import { mskEvent } from '../support/msk-event.ts';
import { createOwnTable } from '../support/own-tables.ts';
import { readItems } from '../support/tables.ts';

jest.setTimeout(30_000);
beforeAll(connect);
afterAll(disconnect);

beforeEach(() => {
  process.env.PARTIAL_FAILURES = 'true';
});
afterEach(() => {
  delete process.env.PARTIAL_FAILURES;
});

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

  await using source = startSource({
    mapping: { topic, provisionedPollers: { minimum: 1, maximum: 1 }, reportBatchItemFailures: true },
    handler: (event) => consumer(event as never, lambdaContext()),
  });
  await eventually(async () => expect(await committed(source.mapping.consumerGroupId, topic)).toEqual({ 0: 3, 1: 1 }));

  expect(source.facts.flatMap((fact) => (fact.name === 'failed' ? fact.result : []))).toEqual(['partial', 'partial']);
  expect(applied.filter((id) => id !== joe.user_id)).toEqual([ada, bob, eve].map(({ user_id }) => user_id));
  expect(applied).toContain(joe.user_id);
});

const failures = (partition: number, ...offsets: number[]) =>
  offsets.map((offset) => ({ itemIdentifier: { partition: `user_created-${partition}`, offset } }));

test('of poison before and behind a record that fails, only what is before it is parked', async () => {
  const table = await createOwnTable('orders');
  const consumer = kafka({
    ...{ contract: userCreated, service: 'Test', table: () => table },
    apply: () => Promise.reject(new Error('not yet')),
  });

  const answer = await consumer(
    mskEvent({ 'user_created-0': [{ value: '{' }, { value: someone() }, { value: '[' }] }),
    lambdaContext(),
  );

  expect(answer).toEqual({ batchItemFailures: failures(0, 1, 2) });
  expect((await readItems(table, 'PARKED')).map(({ sk }) => sk)).toEqual(['user_created-0-0']);
});

test('poison that cannot be parked comes again with all behind it, and other partitions go on', async () => {
  const applied: string[] = [];
  const ada = someone();
  const consumer = kafka({
    ...{ contract: userCreated, service: 'Test', table: () => 'no-such-table' },
    apply: async ({ user_id }) => {
      applied.push(user_id);
    },
  });

  const answer = await consumer(
    mskEvent({ 'user_created-0': [{ value: '{' }, { value: someone() }], 'user_created-1': [{ value: ada }] }),
    lambdaContext(),
  );

  expect(answer).toEqual({ batchItemFailures: failures(0, 0, 1) });
  expect(applied).toEqual([ada.user_id]);
});
