import { readFileSync } from 'node:fs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import { contracts } from '../../../contracts/contracts.ts';
import { orderCreated } from '../../../events/order-created.ts';
import { userCreated } from '../../../events/user-created.ts';
import { NewOrder, newOrder, Order, toOrderCreated } from '../../../functions/orders/order.ts';
import { toMessage } from '../../../functions/shared/cloud-event.ts';
import { NewUser, newUser, toUserCreated, User } from '../../../functions/users/user.ts';

const user = newUser({ email: 'ada@example.com', name: 'Ada' });
const order = newOrder({ user_id: user.id, amount: '59.99' });

test('what the publishers emit is what the consumers expect', () => {
  expect(userCreated.schema.parse(toUserCreated(user))).toEqual({ user_id: user.id, email: user.email });
  expect(orderCreated.schema.parse(toOrderCreated(order))).toEqual({ order_id: order.id, user_id: user.id });
});

test('a message is the event, keyed by its aggregate, with CloudEvents headers', () => {
  const message = toMessage(orderCreated, toOrderCreated(order), order.created_at);

  expect(message).toEqual({
    key: order.id,
    value: JSON.stringify({ order_id: order.id, user_id: user.id }),
    headers: {
      ce_specversion: '1.0',
      ce_id: `order_created/${order.id}`,
      ce_type: 'order_created',
      ce_source: '/orders',
      ce_time: order.created_at,
      'content-type': 'application/json',
    },
  });
});

test('a consumer ignores fields that it does not know', () => {
  expect(userCreated.schema.parse({ ...toUserCreated(user), plan: 'free' })).toEqual(toUserCreated(user));
});

// biome-ignore lint/suspicious/noExplicitAny: the schemas say what is in it
const sample = (key: string): any => JSON.parse(readFileSync(`events/samples/${key}.json`, 'utf8'));
const record = (key: string) => (Object.values(sample(key).records) as { value: string }[][])[0]?.[0]?.value ?? '';
const image = (key: string) => unmarshall(sample(key).Records[0].dynamodb.NewImage);

test.each([
  ['usersCreate', NewUser, () => JSON.parse(sample('usersCreate').body)],
  ['ordersCreate', NewOrder, () => JSON.parse(sample('ordersCreate').body)],
  ['usersPublish', User, () => image('usersPublish')],
  ['ordersPublish', Order, () => image('ordersPublish')],
  [
    'usersOnOrderCreated',
    orderCreated.schema,
    () => JSON.parse(Buffer.from(record('usersOnOrderCreated'), 'base64').toString()),
  ],
  [
    'ordersOnUserCreated',
    userCreated.schema,
    () => JSON.parse(Buffer.from(record('ordersOnUserCreated'), 'base64').toString()),
  ],
])('the sample of %s is valid input', (_, schema, read) => {
  expect(schema.safeParse(read()).error).toBeUndefined();
});

test('the topics are the names of the events', () => {
  const topics = readFileSync('events/topics.txt', 'utf8').match(/^\w+(?= \d)/gm);

  expect(topics?.sort()).toEqual(contracts.map(({ type }) => type).sort());
});
