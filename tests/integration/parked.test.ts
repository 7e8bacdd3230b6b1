import { beforeEach, expect, test } from '@jest/globals';
import type { MSKRecord } from 'aws-lambda';
import { execa } from 'execa';
import { v7 as uuidv7 } from 'uuid';
import { onUserCreated } from '../../functions/orders/on-user-created.ts';
import { handler } from '../../functions/orders/parked.ts';
import { findForeignUser } from '../../functions/orders/table.ts';
import { putItem } from '../../functions/shared/dynamodb.ts';
import { parked } from '../../functions/shared/parked.ts';
import { parkRecord } from '../../functions/shared/parked-records.ts';
import { lambdaContext } from '../support/http-event.ts';
import { mskEvent } from '../support/msk-event.ts';
import { createOwnTable } from '../support/own-tables.ts';
import { deleteItem, readItem, readItems } from '../support/tables.ts';

let table: string;

beforeEach(async () => {
  table = await createOwnTable('orders');
  process.env.ORDERS_TABLE = table;
});

// biome-ignore lint/suspicious/noExplicitAny: the test says what it expects of it
const ask = (request: object): Promise<any> => handler(request, lambdaContext());

const someone = () => ({ user_id: uuidv7(), email: 'ada@example.com' });

/** In pieces, since an item could not hold it. Consumers ignore fields that they don't know. */
const large = <User extends object>(user: User) => ({ ...user, padding: 'x'.repeat(1_000_000) });

/** Parks one as if it could not be processed then. */
async function park(value: unknown, { topic = 'user_created', offset = 7, timestamp = 0 } = {}): Promise<MSKRecord> {
  const key = Buffer.from([0, 255]);
  const headers: [string, Buffer][] = [['h', Buffer.from([195, 171])]];
  const [record] = mskEvent({ [`${topic}-0`]: [{ offset, key, value, headers }] }).records[`${topic}-0`] ?? [];
  const delivered = { ...record, ...(timestamp > 0 && { timestamp }) } as MSKRecord;
  await parkRecord(table, delivered, 'a bug in the consumer');
  return delivered;
}

const pieces = (id = 'user_created-0-7') => readItems(table, `PARKED#${id}`);

test('parked records are listed page by page', async () => {
  for (let offset = 1_000; offset < 1_105; offset++) await park('{', { offset });

  const first = await ask({ action: 'list' });
  const second = await ask({ action: 'list', cursor: first.next_cursor });

  expect([...first.heads, ...second.heads].map(({ sk }) => sk)).toEqual(
    Array.from({ length: 105 }, (_, index) => `user_created-0-${1_000 + index}`),
  );
  expect(first.heads[0]).toMatchObject({ reason: 'a bug in the consumer', parked_at: expect.any(String) });
  expect(second.next_cursor).toBeNull();
});

test.each([
  ['in one item', someone()],
  ['in pieces', large(someone())],
  ['without a value', null],
])('a record %s is shown as Lambda delivered it', async (_, value) => {
  const { timestampType, ...delivered } = await park(value);

  const { record, reason } = await ask({ action: 'show', id: 'user_created-0-7' });

  expect(reason).toBe('a bug in the consumer');
  const shown = { ...delivered, value: (delivered as Partial<MSKRecord>).value?.slice(0, 1_000_000) };
  expect({ ...record, timestampType: undefined }).toEqual({ ...shown, timestampType: undefined });
});

const [small, inPieces, inOnePiece] = [
  someone,
  () => large(someone()),
  () => ({ ...someone(), padding: 'x'.repeat(200_000) }),
];

test.each([
  ['in one item', small, small],
  ['in pieces, after one in one item', small, inPieces],
  ['in one item, after one in pieces', inPieces, small],
  ['in pieces', inPieces, inPieces],
  ['in more pieces', inOnePiece, inPieces],
  ['in fewer pieces', inPieces, inOnePiece],
])('of two records with one offset, since their topic was made anew, both are kept: %s', async (_, first, second) => {
  const [old, young] = [first(), second()];
  for (let delivered = 1; delivered <= 2; delivered++) {
    await park(old, { timestamp: 1_000 });
    await park(young, { timestamp: 2_000 });
  }

  const { heads } = await ask({ action: 'list' });
  expect(heads.map(({ sk }: { sk: string }) => sk)).toEqual(['user_created-0-7', 'user_created-0-7-2000']);
  for (const { sk } of heads) expect(await ask({ action: 'redrive', id: sk })).toEqual({ id: sk });

  for (const { user_id, email } of [old, young]) expect(await findForeignUser(user_id)).toEqual({ user_id, email });
  expect([
    ...(await readItems(table, 'PARKED')),
    ...(await pieces()),
    ...(await pieces('user_created-0-7-2000')),
  ]).toEqual([]);
});

test('pieces that a killed redrive left are none of the record that is parked there next', async () => {
  const ada = inOnePiece();
  await park(inPieces(), { timestamp: 1_000 });
  for (const key of [
    { pk: 'PARKED', sk: 'user_created-0-7' },
    { pk: 'PARKED#user_created-0-7', sk: 'PIECE#0000' },
  ])
    await deleteItem(table, key);
  await park(ada, { timestamp: 2_000 });

  const answer = await ask({ action: 'redrive', id: 'user_created-0-7' });

  expect(answer).toEqual({ id: 'user_created-0-7' });
  expect(await findForeignUser(ada.user_id)).toMatchObject({ email: ada.email });
});

test('a record that is parked again is parked once', async () => {
  const ada = someone();
  await park(large(ada));
  await park(large(ada));

  const { heads } = await ask({ action: 'list' });

  expect(heads).toHaveLength(1);
  expect(await pieces()).toHaveLength(4);
});

test.each([
  ['in one item', (user: object) => user],
  ['in pieces', large],
])('a redriven record %s is applied and parked no more', async (_, toValue) => {
  const ada = someone();
  await park(toValue(ada));

  const answer = await ask({ action: 'redrive', id: 'user_created-0-7' });

  expect(answer).toEqual({ id: 'user_created-0-7' });
  expect(await findForeignUser(ada.user_id)).toEqual(ada);
  expect(await readItem(table, 'PARKED', 'user_created-0-7')).toBeUndefined();
  expect(await pieces()).toEqual([]);
});

test.each([
  [
    'that still breaks its contract',
    { user_id: uuidv7() },
    'user_created',
    'it breaks the contract of user_created: /email',
  ],
  ['in pieces that is still no JSON', 'x'.repeat(1_000_000), 'user_created', 'it is no JSON'],
  ['of a topic without a consumer here', someone(), 'order_created', 'this service consumes no topic order_created'],
])('a redriven record %s stays parked with the new reason', async (_, value, topic, reason) => {
  await park(value, { topic });
  const before = await pieces();

  const answer = await ask({ action: 'redrive', id: `${topic}-0-7` });

  expect(answer).toEqual({ id: `${topic}-0-7`, reason: expect.stringContaining(reason) });
  expect(await readItem(table, 'PARKED', `${topic}-0-7`)).toMatchObject({
    reason: expect.stringContaining(reason),
    tried_at: expect.any(String),
  });
  expect(await pieces()).toEqual(before);
});

test('a redriven record that cannot be applied now stays parked', async () => {
  const failing = parked(
    () => table,
    [{ ...onUserCreated, apply: () => putItem('no-such-table', { pk: '', sk: '' }) }],
  );
  await park(someone());

  await expect(failing({ action: 'redrive', id: 'user_created-0-7' }, lambdaContext())).rejects.toThrow();

  expect(await readItem(table, 'PARKED', 'user_created-0-7')).toMatchObject({ reason: 'a bug in the consumer' });
});

test.each([
  ['in one item', (user: object) => user, 4],
  ['in pieces', large, 11],
])(
  'a redrive of a record %s that is killed before any of its requests loses nothing',
  async (_, toValue, requests) => {
    const ada = someone();
    const killed: boolean[] = [];

    for (let before = 1; killed.at(-1) !== false; before++) {
      await park(toValue(ada));
      killed.push(await redriveUntilKilled(before));

      const left = await ask({ action: 'show', id: 'user_created-0-7' });
      if (!left) expect(await findForeignUser(ada.user_id)).toEqual(ada);
      await ask({ action: 'redrive', id: 'user_created-0-7' });
      expect(await findForeignUser(ada.user_id)).toEqual(ada);
      expect(await readItem(table, 'PARKED', 'user_created-0-7')).toBeUndefined();
      await deleteItem(table, { pk: `USER#${ada.user_id}`, sk: 'USER' });
    }

    expect(killed.filter(Boolean)).toHaveLength(requests);
  },
  120_000,
);

test.each([
  ['in one item', someone()],
  ['in pieces', large(someone())],
])('nothing is kept of a discarded record %s', async (_, value) => {
  await park(value);

  const answer = await ask({ action: 'discard', id: 'user_created-0-7', reason: 'a test', by: 'ada@laptop' });

  expect(answer).toEqual({ id: 'user_created-0-7' });
  expect([...(await readItems(table, 'PARKED')), ...(await pieces())]).toEqual([]);
});

test('pieces that a killed redrive left are taken away by discarding the record', async () => {
  await park(large(someone()));
  await deleteItem(table, { pk: 'PARKED', sk: 'user_created-0-7' });

  const answer = await ask({ action: 'discard', id: 'user_created-0-7', reason: 'left over', by: 'ada@laptop' });

  expect(answer).toEqual({ id: 'user_created-0-7' });
  expect(await pieces()).toEqual([]);
});

test('a record without one of its pieces says so, and is not applied', async () => {
  const ada = someone();
  await park(large(ada));
  await deleteItem(table, { pk: 'PARKED#user_created-0-7', sk: 'PIECE#0001' });

  await expect(ask({ action: 'redrive', id: 'user_created-0-7' })).rejects.toThrow('has 3 of 4 pieces');

  expect(await findForeignUser(ada.user_id)).toBeUndefined();
});

test.each(['show', 'redrive'])('to %s a record that is not parked is answered with null', async (action) => {
  expect(await ask({ action, id: 'user_created-0-1' })).toBeNull();
});

test('a discard without a reason is refused, and the record stays', async () => {
  await park('{');

  await expect(ask({ action: 'discard', id: 'user_created-0-7', reason: ' ', by: 'ada@laptop' })).rejects.toThrow();

  expect(await readItem(table, 'PARKED', 'user_created-0-7')).toBeDefined();
});

/** @returns whether it was killed */
async function redriveUntilKilled(before: number): Promise<boolean> {
  const request = JSON.stringify({ action: 'redrive', id: 'user_created-0-7' });
  const { exitCode, signal, all } = await execa({
    ...{ all: true, reject: false, preferLocal: true },
  })`node tests/support/parked-until-killed.ts ${request} ${before}`;
  if (signal !== 'SIGKILL') expect({ exitCode, all }).toMatchObject({ exitCode: 0 });
  return signal === 'SIGKILL';
}
