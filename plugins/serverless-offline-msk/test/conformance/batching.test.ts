import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { MAX_PAYLOAD_BYTES } from '../../src/event-size.ts';
import { onFacts } from '../../src/facts.ts';
import { allValues, countOf, type RunningSource, sizeOf, startSource } from '../support/event-source.ts';
import { eventually } from '../support/eventually.ts';
import { committed, connect, createTopic, disconnect, produce } from '../support/kafka.ts';

jest.setTimeout(30_000);
beforeAll(connect);
afterAll(disconnect);

const MIB = 1024 * 1024;
const LARGE_RECORDS = { 'max.message.bytes': String(8 * MIB) };

test('case 17: a batch holds 100 records unless configured', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: numbered(250) });

  await using source = startSource({ mapping: { topic } });

  await doneUpTo(source, 250);
  expect(sizesOf(source)).toEqual([100, 100, 50]);
});

test('case 18: a full batch does not wait for the window', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: numbered(10) });

  await using source = startSource({ mapping: { topic, batchSize: 10, batchingWindowMs: 300_000 } });

  await doneUpTo(source, 10);
  expect(sizesOf(source)).toEqual([10]);
});

test('case 19: a batch that is not full waits for the window', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: numbered(3) });

  let polledAtMs = Number.NaN;
  const stopListening = onFacts((fact) => {
    if (fact.name === 'polled' && fact.mapping.topic === topic && fact.records === 3) polledAtMs = performance.now();
  });

  await using source = startSource({ mapping: { topic, batchingWindowMs: 2000 } });

  await doneUpTo(source, 3);
  stopListening();
  expect(sizesOf(source)).toEqual([3]);
  // The window is counted in whole milliseconds of another clock.
  expect((source.invocations[0]?.startedAtMs ?? 0) - polledAtMs).toBeGreaterThan(1990);
});

test('case 21: with window 0 what is there goes at once', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: numbered(100) });

  await using source = startSource({ mapping: { topic, batchSize: 1000, batchingWindowMs: 0 } });

  await doneUpTo(source, 100);
  expect(sizesOf(source)).toEqual([100]);
});

test('case 23: a batch is closed before it crosses 6 MB, and sent before its window ends', async () => {
  const topic = await createTopic(1, LARGE_RECORDS);
  for (let i = 0; i < 8; i++) await produce(topic, { 0: [{ value: randomBytes(MIB) }] });

  await using source = startSource({ mapping: { topic, batchingWindowMs: 5000 } });

  await doneUpTo(source, 8);
  expect(sizesOf(source)).toEqual([4, 4]);
  for (const { payload } of source.invocations)
    expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
  const offsets = source.invocations.flatMap(({ event }) => Object.values(event.records).flat());
  expect(offsets.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const [firstEndsAt, secondStartsAt] = [source.invocations[0]?.endedAtMs, source.invocations[1]?.startedAtMs];
  expect((secondStartsAt ?? 0) - (firstEndsAt ?? 0)).toBeGreaterThan(4900);
});

test('case 24: a record that fits into no event is dropped, and its partition goes on', async () => {
  const topic = await createTopic(1, LARGE_RECORDS);
  await produce(topic, { 0: ['a'] });
  await produce(topic, { 0: [{ value: randomBytes(5 * MIB) }] });
  await produce(topic, { 0: ['b'] });

  await using source = startSource({ mapping: { topic } });

  await doneUpTo(source, 3);
  expect(allValues(source)).toEqual([['a'], ['b']]);
  expect(countOf(source, 'dropped')).toBe(1);
  expect(source.facts.filter(({ name }) => name === 'dropped')).toEqual([
    expect.objectContaining({
      condition: 'MaximumPayloadSizeExceeded',
      partitions: [{ partition: 0, firstOffset: 1, lastOffset: 1, records: 1 }],
      payloadBytes: expect.any(Number),
    }),
  ]);
});

test('case 25: a record that fits into no event goes to the destination, though it was never invoked', async () => {
  const topic = await createTopic(1, LARGE_RECORDS);
  await produce(topic, { 0: ['a'] });
  await produce(topic, { 0: [{ value: randomBytes(5 * MIB) }] });
  await produce(topic, { 0: ['b'] });

  await using source = startSource({
    mapping: { topic, onFailureDestination: { kind: 'sqs', arn: 'arn:aws:sqs:eu-west-1:1:dead' } },
  });

  await doneUpTo(source, 3);
  expect(allValues(source)).toEqual([['a'], ['b']]);
  expect(source.deadLetters).toEqual([
    expect.objectContaining({
      condition: 'MaximumPayloadSizeExceeded',
      invokeCount: 0,
      records: [expect.objectContaining({ offset: 1 })],
    }),
  ]);
  expect(countOf(source, 'dropped')).toBe(0);
});

const numbered = (count: number) => Array.from({ length: count }, (_, index) => String(index));

const sizesOf = ({ invocations }: RunningSource) => invocations.map(({ event }) => sizeOf(event));

const doneUpTo = ({ mapping }: RunningSource, offset: number) =>
  eventually(async () => expect(await committed(mapping.consumerGroupId, mapping.topic)).toEqual({ 0: offset }));
