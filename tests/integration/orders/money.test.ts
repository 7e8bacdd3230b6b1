import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { handler as createOrder } from '../../../functions/orders/create.ts';
import { handler as getOrder } from '../../../functions/orders/get.ts';
import { handler as publish } from '../../../functions/orders/publish.ts';
import { cents, isAmount, nearAmount, spellings } from '../../support/amounts.ts';
import { eventually } from '../../support/eventually.ts';
import { lambdaContext, request } from '../../support/http-event.ts';
import { findItems, readItem, readStream } from '../../support/tables.ts';
import { readTopic } from '../../support/topic.ts';

const post = (userId: string, amount: string) =>
  request(createOrder, 'POST /orders', { body: `{"user_id":"${userId}","amount":${amount}}` });

test('an amount is the same in the answer, the item and the image that is announced, and no event has one', async () => {
  const userId = uuidv7();
  const amounts = new Map<string, string>();
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
  const records = await eventually(async () => {
    const found = (await readStream('orders')).filter(({ dynamodb }) => dynamodb?.NewImage?.user_id?.S === userId);
    expect(found).toHaveLength(amounts.size);
    return found;
  });
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
  const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()).map(String);
  const value = fc.oneof(
    nearAmount.filter((text) => !isAmount(text)).map((text) => JSON.stringify(text)),
    number.filter((text) => !isAmount(text)),
    fc.json().filter((json) => !isAmount(json.replace(/^"(.*)"$/, '$1'))),
  );

  await fc.assert(
    fc.asyncProperty(value, async (amount) => {
      expect((await post(userId, amount)).status).toBe(422);
    }),
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
