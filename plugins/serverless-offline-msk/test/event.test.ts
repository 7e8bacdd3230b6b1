import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { kafkaEvent } from '../src/event.ts';
import { eventSize } from '../src/event-size.ts';
import type { MskSource, SelfManagedSource } from '../src/mapping.ts';
import type { KafkaRecord } from '../src/record.ts';
import { newRecord } from './support/failed-batch.ts';

const msk: MskSource = { kind: 'msk', eventSourceArn: 'arn:aws:kafka:eu-west-1:1:cluster/a/b' };

test('an event is what AWS sends, to the byte', () => {
  const records = [
    newRecord({
      topic: 'orders',
      partition: 0,
      offset: 15,
      timestampMs: 1545084650987,
      headers: [['h', Buffer.from('ë')]],
    }),
    newRecord({
      topic: 'orders',
      partition: 1,
      offset: 7,
      timestampMs: 1545084650990,
      value: null,
      key: Buffer.from('k2'),
    }),
  ];

  const json = JSON.stringify(kafkaEvent(msk, 'a:1,b:2', records));

  expect(json).toBe(
    '{"eventSource":"aws:kafka","eventSourceArn":"arn:aws:kafka:eu-west-1:1:cluster/a/b","bootstrapServers":"a:1,b:2",' +
      '"records":{"orders-0":[{"topic":"orders","partition":0,"offset":15,"timestamp":1545084650987,' +
      '"timestampType":"CREATE_TIME","key":"aw==","value":"dg==","headers":[{"h":[-61,-85]}]}],"orders-1":[' +
      '{"topic":"orders","partition":1,"offset":7,"timestamp":1545084650990,"timestampType":"CREATE_TIME",' +
      '"key":"azI=","headers":[]}]}}',
  );
});

test('a header with a null value has no bytes', () => {
  const event = kafkaEvent(msk, 'a:1', [newRecord({ headers: [['h', null]] })]);

  expect(event.records['t-0']?.[0]?.headers).toEqual([{ h: [] }]);
});

const bytes = fc.option(
  fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array)),
  { nil: null },
);

const record: fc.Arbitrary<KafkaRecord> = fc.record({
  topic: fc.constant('t'),
  partition: fc.nat(12),
  offset: fc.maxSafeNat(),
  timestampMs: fc.integer({ min: -1, max: 4e12 }),
  timestampType: fc.constantFrom('CREATE_TIME', 'LOG_APPEND_TIME'),
  key: bytes,
  value: bytes,
  headers: fc.array(fc.tuple(fc.string({ unit: 'binary', maxLength: 5 }), bytes), { maxLength: 3 }),
});

const source: fc.Arbitrary<MskSource | SelfManagedSource> = fc.oneof(
  fc.constant(msk),
  fc.constant({ kind: 'kafka', bootstrapServers: ['x:1'] } as const),
);

test('the size of an event is known before it is written', () => {
  fc.assert(
    fc.property(source, fc.array(record, { minLength: 1 }), (source, records) => {
      const size = eventSize(source, 't', 'x:1');
      const partitions = [...new Set(records.map(({ partition }) => partition))];

      const measured =
        size.envelope +
        partitions.reduce((sum, partition) => sum + size.partition(partition), 0) +
        records.reduce((sum, record) => sum + size.record(record), 0);

      expect(measured).toBe(Buffer.byteLength(JSON.stringify(kafkaEvent(source, 'x:1', records))));
    }),
  );
});
