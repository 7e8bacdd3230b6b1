import { afterEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { handler as onUserCreated } from '../../functions/orders/on-user-created.ts';
import { handler as onOrderCreated } from '../../functions/users/on-order-created.ts';
import { lambdaContext } from '../support/http-event.ts';
import { mskEvent } from '../support/msk-event.ts';
import { readItem } from '../support/tables.ts';

type Event = Record<string, string>;

const CONSUMERS = [
  {
    topic: 'user_created',
    handler: onUserCreated,
    table: 'orders',
    newEvent: (): Event => ({ user_id: uuidv7(), email: 'ada@example.com' }),
    key: ({ user_id }: Event): [string, string] => [`USER#${user_id}`, 'USER'],
  },
  {
    topic: 'order_created',
    handler: onOrderCreated,
    table: 'users',
    newEvent: (): Event => ({ order_id: uuidv7(), user_id: uuidv7() }),
    key: ({ order_id, user_id }: Event): [string, string] => [`USER#${user_id}`, `ORDER#${order_id}`],
  },
];

/** No other record was ever parked there. */
let lastOffset = Date.now() * 1_000;

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('__proto__', 'constructor', '\ud800', 'a\u0000b\n'),
);
const bytes = fc.uint8Array({ maxLength: 50 }).map((array) => Buffer.from(array));

/** A record's value may have 1 MB. */
const HUGE = [
  `"${'a'.repeat(1_000_000)}"`,
  `[${'1,'.repeat(400_000)}1]`,
  '['.repeat(500_000),
  `${'['.repeat(400_000)}${']'.repeat(400_000)}`,
  `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
  `{${Array.from({ length: 50_000 }, (_, field) => `"f${field}":0`).join()}}`,
];

const json = fc
  .oneof(
    fc.json(),
    fc.constantFrom('{"__proto__":1}', '{"constructor":{"prototype":1}}', '"\\ud800"', '\ufeff{}', ...HUGE),
  )
  .map((value) => Buffer.from(value));

/** Fields that no contract knows; as JSON, since an object literal takes `__proto__` for something else. */
const unknownFields = fc
  .array(fc.tuple(text, fc.oneof(fc.json(), fc.constantFrom(...HUGE.filter(isJson)))), { maxLength: 3 })
  .map((fields) => fields.map(([name, value]) => `,${JSON.stringify(`x${name}`)}:${value}`).join(''))
  .chain((fields) => fc.constantFrom(fields, `,"__proto__":{"email":"eve@example.com"}${fields}`));

/** Undefined where the field is not there. */
const wrongValue = fc.option(
  fc.oneof(
    fc.json(),
    text.map((value) => JSON.stringify(value)),
  ),
  { nil: undefined },
);

/** A record's value, and the event that it must be applied as; without one it must be parked. */
const content = (newEvent: () => Event) =>
  fc.oneof(
    fc.oneof(bytes, json, fc.constant(null)).map((value) => ({ value, applied: undefined })),
    unknownFields.map((fields) => {
      const applied = newEvent();
      return { value: Buffer.from(`${JSON.stringify(applied).slice(0, -1)}${fields}}`), applied };
    }),
    fc.tuple(fc.nat(1), wrongValue).map(([place, wrong]) => {
      const fields = Object.entries(newEvent()).map(([name, value]) => [name, JSON.stringify(value)]);
      fields[place] = wrong === undefined ? [] : [fields[place]?.[0] ?? '', wrong];
      const members = fields.filter(({ length }) => length > 0).map(([name, value]) => `"${name}":${value}`);
      return { value: Buffer.from(`{${members.join()}}`), applied: undefined };
    }),
  );

const CASES = CONSUMERS.flatMap((consumer) => [
  { ...consumer, partialFailures: undefined, mode: 'whole batches' },
  { ...consumer, partialFailures: 'true', mode: 'partial failures' },
]);

afterEach(() => {
  delete process.env.PARTIAL_FAILURES;
});

test.each(CASES)(
  'with $mode, whatever the records of $topic hold, each ends as applied or parked',
  async (consumer) => {
    const { topic, handler, table, newEvent, key, partialFailures } = consumer;
    if (partialFailures) process.env.PARTIAL_FAILURES = partialFailures;
    const record = fc.record({
      topicPartition: fc.nat(2).map((partition) => `${topic}-${partition}`),
      key: fc.option(bytes, { nil: undefined }),
      headers: fc.array(fc.tuple(text, bytes), { maxLength: 3 }),
      content: content(newEvent),
    });

    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 5 }), async (drafts) => {
        const records = drafts.map(({ content, ...draft }) => ({ ...draft, ...content, offset: ++lastOffset }));
        const batch = Object.groupBy(records, ({ topicPartition }) => topicPartition);

        const answer = await handler(mskEvent(batch as Record<string, typeof records>), lambdaContext());

        expect(answer).toEqual({ batchItemFailures: [] });
        for (const { topicPartition, offset, applied } of records) {
          const parked = await readItem(table, 'PARKED', `${topicPartition}-${offset}`);
          expect(parked === undefined).toBe(applied !== undefined);
          if (applied) expect(await readItem(table, ...key(applied))).toMatchObject(applied);
        }
      }),
      { numRuns: 50 },
    );
  },
);

function isJson(text: string): boolean {
  try {
    return JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}
