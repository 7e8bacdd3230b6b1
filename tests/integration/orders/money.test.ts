import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { handler as createOrder } from '../../../functions/orders/create.ts';
import { handler as getOrder } from '../../../functions/orders/get.ts';
import { handler as publish } from '../../../functions/orders/publish.ts';
import { MAX_CENTS, spellings } from '../../support/amounts.ts';
import { lambdaContext, request } from '../../support/http-event.ts';
import { findItems, readItem, readStream } from '../../support/tables.ts';
import { readTopic } from '../../support/topic.ts';

const post = (userId: string, amount: string) =>
  request(createOrder, 'POST /orders', { body: `{"user_id":"${userId}","amount":${amount}}` });

test('an amount is the same in the answer, the item and the image that is announced, and no event has one', async () => {
  const userId = uuidv7();
  const amounts = new Map<string, string>();
  const cents = fc.oneof(fc.integer({ min: 1, max: MAX_CENTS }), fc.constantFrom(1, 10, 100, MAX_CENTS));
  const sent = cents.chain((amount) =>
    fc
      .tuple(fc.constantFrom(...spellings(amount)), fc.boolean())
      .map(([text, quoted]) => ({ json: quoted ? `"${text}"` : text, expected: spellings(amount)[0] ?? '' })),
  );

  await fc.assert(
    fc.asyncProperty(sent, async ({ json: amount, expected }) => {
      const { status, json } = await post(userId, amount);
      const { json: read } = await request(getOrder, 'GET /orders/{order_id}', { path: { order_id: json.id } });
      const item = await readItem('orders', `ORDER#${json.id}`, 'ORDER');

      expect([status, json.amount, read.amount, item?.amount]).toEqual([201, expected, expected, expected]);
      amounts.set(json.id, expected);
    }),
  );
  const records = (await readStream('orders')).filter(({ dynamodb }) => dynamodb?.NewImage?.user_id?.S === userId);
  const images = records.map(({ dynamodb }) => unmarshall(dynamodb?.NewImage ?? {}));
  await publish({ Records: records } as DynamoDBStreamEvent, lambdaContext());
  const events = (await readTopic(process.env.KAFKA_BROKERS ?? '', 'order_created'))
    .map(({ value }) => JSON.parse(value?.toString() ?? ''))
    .filter(({ user_id }) => user_id === userId);

  expect(new Map(images.map(({ id, amount }) => [id, amount]))).toEqual(amounts);
  expect(events).toEqual(expect.arrayContaining([...amounts.keys()].map((id) => ({ order_id: id, user_id: userId }))));
});

test('what is no amount is refused, and nothing of it is kept', async () => {
  const userId = uuidv7();
  const number = fc
    .oneof(fc.double({ noNaN: true }), fc.integer(), fc.double({ min: 0, max: 1e8, noNaN: true }))
    .map(String);
  const value = fc.oneof(
    number,
    number.map((text) => `"${text}"`),
    fc.json(),
  );
  const isAmount = (json: string) => {
    const text = json.replace(/^"(.*)"$/, '$1');
    return spellings(Math.round(Number(text) * 100)).includes(text);
  };

  await fc.assert(
    fc.asyncProperty(
      value.filter((json) => !(json.includes('Infinity') || isAmount(json))),
      async (amount) => {
        expect((await post(userId, amount)).status).toBe(422);
      },
    ),
  );
  expect(await findItems('orders', 'user_id', userId)).toEqual([]);
});

test.each(['5.9999999999999999', '0.0100000000000000001', '99999999.9900000000000001'])(
  'the number %s is refused, not rounded to an amount',
  async (amount) => {
    const { status, json } = await post(uuidv7(), amount);

    expect(status).toBe(422);
    expect(json.errors).toEqual([{ pointer: '', detail: 'a number may have 15 significant digits at most' }]);
  },
);
