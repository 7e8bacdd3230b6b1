import { expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { handler } from '../../functions/orders/on-user-created.ts';
import { findForeignUser } from '../../functions/orders/table.ts';
import { lambdaContext } from '../support/http-event.ts';
import { mskEvent } from '../support/msk-event.ts';
import { readItem, readItems } from '../support/tables.ts';

const consume = (event: ReturnType<typeof mskEvent>) => handler(event, lambdaContext());
const someone = () => ({ user_id: uuidv7(), email: 'ada@example.com' });
/** No other record was ever parked there. */
let lastOffset = Date.now() * 1_000;
const freshOffset = () => ++lastOffset;

test('every user of a batch gets a foreign record, whatever its partition', async () => {
  const [ada, bob, eve] = [someone(), someone(), someone()];

  await consume(mskEvent({ 'user_created-0': [{ value: ada }, { value: bob }], 'user_created-2': [{ value: eve }] }));

  expect(await Promise.all([ada, bob, eve].map(({ user_id }) => findForeignUser(user_id)))).toEqual([ada, bob, eve]);
});

test('a record that can never be processed is parked with its bytes and the batch goes on', async () => {
  const offset = freshOffset();
  const ada = someone();
  const poison = {
    offset,
    key: Buffer.from([0, 255]),
    value: Buffer.from('{"user_id":'),
    headers: [['h', Buffer.from([195, 171])]],
  };

  await consume(mskEvent({ 'user_created-1': [poison as never, { offset: offset + 1, value: ada }] }));

  expect(await readItem('orders', 'PARKED', `user_created-1-${offset}`)).toMatchObject({
    topic: 'user_created',
    partition: 1,
    offset,
    key: new Uint8Array([0, 255]),
    value: new Uint8Array(Buffer.from('{"user_id":')),
    headers: [{ name: 'h', value: new Uint8Array([195, 171]) }],
    reason: expect.stringContaining('no JSON'),
  });
  expect(await findForeignUser(ada.user_id)).toEqual(ada);
});

test.each([
  ['a tombstone', null, 'tombstone'],
  ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'no JSON'],
  ['JSON that is no event', '[]', 'contract of user_created'],
  ['an event without its e-mail', { user_id: uuidv7() }, '/email'],
  ['an e-mail that is none', { user_id: uuidv7(), email: 'ada' }, '/email'],
])('%s is parked with the reason', async (_, value, reason) => {
  const offset = freshOffset();

  await consume(mskEvent({ 'user_created-0': [{ offset, value }] }));

  expect(await readItem('orders', 'PARKED', `user_created-0-${offset}`)).toMatchObject({
    reason: expect.stringContaining(reason),
  });
});

test('a record larger than an item is parked in pieces that give it back byte by byte', async () => {
  const offset = freshOffset();
  const event = mskEvent({
    'user_created-0': [{ offset, key: Buffer.alloc(1_000, 1), value: Buffer.alloc(1_000_000, 7) }],
  });

  await consume(event);

  const head = await readItem('orders', 'PARKED', `user_created-0-${offset}`);
  const pieces = await readItems('orders', `PARKED#user_created-0-${offset}`);
  expect(pieces).toHaveLength(head?.pieces);
  expect(JSON.parse(Buffer.concat(pieces.map(({ bytes }) => bytes)).toString())).toEqual(
    event.records['user_created-0']?.[0],
  );
});

test('a record of which an item could not hold the many headers is parked in pieces', async () => {
  const offset = freshOffset();
  const headers = Array.from({ length: 40_000 }, (): [string, Buffer] => ['', Buffer.alloc(0)]);

  await consume(mskEvent({ 'user_created-0': [{ offset, value: null, headers }] }));

  expect(await readItem('orders', 'PARKED', `user_created-0-${offset}`)).toMatchObject({ pieces: 1 });
});

test('a reason that quotes half of a surrogate pair is kept as well-formed text', async () => {
  const offset = freshOffset();

  await consume(mskEvent({ 'user_created-0': [{ offset, value: '😀😀' }] }));

  const head = await readItem('orders', 'PARKED', `user_created-0-${offset}`);
  expect(head?.reason.isWellFormed()).toBe(true);
  expect(head?.reason).toContain('\ufffd');
});

test('an id in capital letters is the same id', async () => {
  const ada = someone();

  await consume(mskEvent({ 'user_created-0': [{ value: { ...ada, user_id: ada.user_id.toUpperCase() } }] }));

  expect(await findForeignUser(ada.user_id)).toEqual(ada);
});

test('a table that cannot be reached fails the batch', async () => {
  const table = process.env.ORDERS_TABLE ?? '';
  process.env.ORDERS_TABLE = 'no-such-table';

  try {
    await expect(consume(mskEvent({ 'user_created-0': [{ value: someone() }] }))).rejects.toThrow();
  } finally {
    process.env.ORDERS_TABLE = table;
  }
});
