import { DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { dynamodbClient } from '../../stack/dynamodb-client.ts';
import { createUser, get, newEmail, post } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { deleteItem, findItems } from '../support/tables.ts';
import { readTopic } from '../support/topic.ts';

const withKey = (key: string) => ({ 'idempotency-key': key });

test('a repeated POST gets the first answer, in quotes as the draft wants it and bare', async () => {
  const [user, key] = [{ email: newEmail(), name: 'Ada' }, uuidv7()];

  const first = await post('/users', user, withKey(`"${key}"`));
  const repeated = await post('/users', user, withKey(key));

  expect([first.status, repeated.status]).toEqual([201, 201]);
  expect(repeated.json).toEqual(first.json);
  expect(repeated.headers.get('location')).toBe(first.headers.get('location'));
  expect((await get(`/users/${first.json.id}`)).json).toEqual(first.json);
});

test('another body under the same key, and a header that holds none, are problems', async () => {
  const [user, key] = [{ email: newEmail(), name: 'Ada' }, uuidv7()];
  await post('/users', user, withKey(key));

  const other = await post('/users', { ...user, name: 'Eve' }, withKey(key));
  const none = await post('/users', user, withKey('two words'));

  expect([other.status, none.status]).toEqual([422, 400]);
  expect(other.json).toMatchObject({ status: 422, detail: expect.stringContaining('Idempotency-Key') });
  expect(none.json).toMatchObject({ status: 400, detail: expect.stringContaining('Idempotency-Key') });
});

test('a repeated order is announced once, and a key that TTL deletes announces nothing and holds nothing up', async () => {
  const user = await createUser();
  const order = { user_id: user.id, amount: '59.99' };
  const { json: first, headers } = await post('/orders', order, withKey(uuidv7()));
  const [item = {}] = await findItems('orders', 'location', headers.get('location') ?? '');

  await deleteItem('orders', item);
  const key = uuidv7();
  const { json: second } = await post('/orders', order, withKey(key));
  await post('/orders', order, withKey(key));
  const { json: last } = await post('/orders', order);

  await eventually(async () => {
    const { json } = await get(`/users/${user.id}/orders`);
    expect(json.orders.map((known: { order_id: string }) => known.order_id)).toEqual([last.id, second.id, first.id]);
  });
  const announced = (await readTopic(process.env.KAFKA_BROKERS ?? '', 'order_created'))
    .map(({ value }) => JSON.parse(value?.toString() ?? '{}'))
    .filter(({ user_id }) => user_id === user.id);
  expect(announced.map(({ order_id }) => order_id).sort()).toEqual([first.id, second.id, last.id].sort());
});

test.each(['users', 'orders'])('the table %s lets go of expired keys', async (table) => {
  const client = dynamodbClient(Number(process.env.DYNAMODB_PORT));

  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: table }));

  expect(TimeToLiveDescription).toMatchObject({ AttributeName: 'expires_at', TimeToLiveStatus: 'ENABLED' });
  client.destroy();
});
