import { expect, test } from '@jest/globals';
import type { Evidence } from '../../chaos/evidence.ts';
import type { Sent } from '../../chaos/post.ts';
import { tally, violations } from '../../chaos/tally.ts';
import type { Done } from '../../chaos/tally-row.ts';

const ada = { id: 'u1', email: 'ada@example.com', name: 'Ada', created_at: 'now' };
const order = { id: 'o1', user_id: 'u1', amount: '0.02', created_at: 'now' };
const newUser = {
  path: '/users',
  type: 'application/json',
  body: '{"email":"ada@example.com","name":"Ada"}',
  key: 'k1',
};
const newOrder = { path: '/orders', type: 'application/json', body: '{"user_id":"u1","amount":"0.02"}', key: 'k2' };

/** A system that kept every promise: a user, an order, and a poison. */
const whole = () => ({
  sent: [
    { index: 0, post: newUser, attempts: 1, status: 201, created: ada },
    { index: 1, post: newOrder, attempts: 2, status: 201, created: { ...order, user: null } },
    { index: 3, post: newUser, attempts: 1, status: 201, created: ada },
  ] as Sent[],
  poison: [{ id: 2, confirmed: true }],
  users: [
    { pk: 'USER#u1', sk: 'USER', ...ada },
    { pk: 'USER#u1', sk: 'ORDER#o1', order_id: 'o1', user_id: 'u1' },
    { pk: 'PARKED', sk: 'order_created-0-5', value: Buffer.from('{}') },
  ],
  orders: [
    { pk: 'ORDER#o1', sk: 'ORDER', ...order },
    { pk: 'USER#u1', sk: 'USER', user_id: 'u1', email: 'ada@example.com' },
  ],
  userCreated: [{ id: 'user_created-0-0', value: Buffer.from(''), headers: { ce_id: 'user_created/u1' } }],
  orderCreated: [
    { id: 'order_created-0-4', value: Buffer.from(''), headers: { ce_id: 'order_created/o1' } },
    { id: 'order_created-0-5', value: Buffer.from('{}'), headers: { poison: '2' } },
  ],
  lag: [{ name: 'users-on-order-created order_created-0', lag: 0 }],
});

type World = ReturnType<typeof whole>;
type Broken = [
  what: string,
  promise: string,
  column: 'lost' | 'doubled' | 'wrong' | 'stuck',
  breakIt: (world: World) => void,
];

const tallyOf = (world: World) => tally(world satisfies Done, world satisfies Evidence);

test('a system that kept every promise has no violation, also where an event was sent again', () => {
  const world = whole();
  world.userCreated.push({ id: 'user_created-0-1', value: Buffer.from(''), headers: { ce_id: 'user_created/u1' } });

  const rows = tallyOf(world);

  expect(violations(rows)).toBe(0);
  expect(rows.filter(({ checked }) => checked === 0).map(({ promise }) => promise)).toEqual([
    'a bad request is refused',
  ]);
});

test.each<Broken>([
  ['a lost item', 'every 201 has its item', 'lost', ({ orders }) => orders.shift()],
  [
    'another item than was answered',
    'every 201 has its item',
    'wrong',
    ({ orders }) => Object.assign(orders[0] ?? {}, { amount: '0.03' }),
  ],
  [
    'an item that nobody was told of',
    'nothing is there that no 201 stands for',
    'wrong',
    ({ users }) => users.push({ pk: 'USER#u2', sk: 'USER', ...ada, id: 'u2', email: 'bob@example.com' }),
  ],
  [
    'a second order of one request',
    'a request makes one order',
    'doubled',
    ({ sent, orders }) => {
      sent.push({ index: 4, post: { ...newOrder, key: undefined }, attempts: 1 });
      orders.push({ pk: 'ORDER#o2', sk: 'ORDER', ...order, id: 'o2' });
    },
  ],
  [
    'a second user with the e-mail',
    'an e-mail has one user',
    'doubled',
    ({ users }) => users.push({ pk: 'USER#u2', sk: 'USER', ...ada, id: 'u2' }),
  ],
  [
    'a key that made two',
    'a key makes one resource',
    'doubled',
    ({ sent }) => Object.assign(sent[2] ?? {}, { created: { ...ada, id: 'u2' } }),
  ],
  [
    'a repeat that is refused',
    'a key makes one resource',
    'wrong',
    ({ sent }) => sent.push({ index: 4, post: newUser, attempts: 1, status: 409 }),
  ],
  [
    'another body that is taken',
    'a key makes one resource',
    'wrong',
    ({ sent }) => sent.push({ index: 4, post: { ...newUser, body: '{}' }, attempts: 1, status: 201, created: ada }),
  ],
  [
    'a request that is never answered',
    'a request with a key is answered in the end',
    'stuck',
    ({ sent }) => sent.push({ index: 4, post: { ...newUser, key: 'k3' }, attempts: 9 }),
  ],
  [
    'a bad request that is never answered',
    'a request with a key is answered in the end',
    'stuck',
    ({ sent }) =>
      sent.push({ index: 4, post: { ...newUser, body: '{"email":', key: 'k3', refusedWith: 422 }, attempts: 9 }),
  ],
  [
    'a bad request that is taken',
    'a bad request is refused',
    'wrong',
    ({ sent }) => sent.push({ index: 4, post: { ...newUser, key: 'k3', refusedWith: 422 }, attempts: 1, status: 409 }),
  ],
  [
    'an event that was skipped',
    'every user has its event, every event its user',
    'lost',
    ({ userCreated }) => userCreated.shift(),
  ],
  [
    'an event of nothing',
    'every user has its event, every event its user',
    'wrong',
    ({ userCreated }) =>
      userCreated.push({ id: 'user_created-0-1', value: Buffer.from(''), headers: { ce_id: 'user_created/u9' } }),
  ],
  ['a missing foreign record', 'every order has exactly one foreign record', 'lost', ({ users }) => users.splice(1, 1)],
  [
    'a second foreign record',
    'every order has exactly one foreign record',
    'doubled',
    ({ users }) => users.push({ pk: 'USER#u2', sk: 'ORDER#o1', order_id: 'o1', user_id: 'u1' }),
  ],
  [
    'a foreign record of nothing',
    'every user has exactly one foreign record',
    'wrong',
    ({ orders }) => orders.push({ pk: 'USER#u2', sk: 'USER', user_id: 'u2', email: 'bob@example.com' }),
  ],
  [
    'a foreign record that says something else',
    'every user has exactly one foreign record',
    'wrong',
    ({ orders }) => Object.assign(orders[1] ?? {}, { email: 'bob@example.com' }),
  ],
  [
    'a confirmed poison that is gone',
    'poison is in the topics',
    'lost',
    ({ poison }) => poison.push({ id: 9, confirmed: true }),
  ],
  [
    'a poison that was never taken',
    'poison is in the topics',
    'stuck',
    ({ poison }) => poison.push({ id: 9, confirmed: false }),
  ],
  [
    'a poison that is not parked',
    'parked is the poison, all of it and nothing else',
    'lost',
    ({ users }) => users.pop(),
  ],
  [
    'a good record that is parked',
    'parked is the poison, all of it and nothing else',
    'wrong',
    ({ users }) => users.push({ pk: 'PARKED', sk: 'order_created-0-4', value: Buffer.from('') }),
  ],
  [
    'a parked record with other bytes',
    'parked is the poison, all of it and nothing else',
    'wrong',
    ({ users }) => Object.assign(users[2] ?? {}, { value: Buffer.from('{ }') }),
  ],
  ['a consumer that lags', 'no consumer lags behind', 'stuck', ({ lag }) => Object.assign(lag[0] ?? {}, { lag: 1 })],
])('%s is found', (_, promise, column, breakIt) => {
  const world = whole();
  breakIt(world);

  const row = tallyOf(world).find((other) => other.promise === promise);

  expect(row?.[column]).toHaveLength(1);
});

test('what a request without a key made, and its answer was lost, is no violation', () => {
  const world = whole();
  const bob = { id: 'u2', email: 'bob@example.com', name: 'Bob', created_at: 'now' };
  world.sent.push({
    index: 4,
    post: { ...newUser, key: undefined, body: '{"email":"bob@example.com","name":"Bob"}' },
    attempts: 1,
  });
  world.users.push({ pk: 'USER#u2', sk: 'USER', ...bob });
  world.orders.push({ pk: 'USER#u2', sk: 'USER', user_id: 'u2', email: 'bob@example.com' });
  world.userCreated.push({ id: 'user_created-0-1', value: Buffer.from(''), headers: { ce_id: 'user_created/u2' } });

  const rows = tallyOf(world);

  expect(violations(rows)).toBe(0);
});
