import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { count, noMetrics, offsetLag } from '../../src/metrics.ts';
import { type RunningSource, startSource } from '../support/event-source.ts';
import { eventually } from '../support/eventually.ts';
import { committed, connect, createTopic, disconnect, produce } from '../support/kafka.ts';

jest.setTimeout(30_000);
beforeAll(connect);
afterAll(disconnect);

const provisioned = { provisionedPollers: { minimum: 1, maximum: 1 }, maximumRetryAttempts: 0 };
const fails = () => {
  throw new Error('as told');
};

test('case 126: filtered records are counted apart from those that are sent', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['no', 'no', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'no'] });

  await using source = startSource({
    mapping: { topic },
    options: { filter: ({ value }) => String(value) !== 'no' },
  });

  await doneUpTo(source, { 0: 10 });
  expect(source.invocations).toHaveLength(1);
  expect(countersOf(source)).toMatchObject({
    PolledEventCount: 10,
    FilteredOutEventCount: 3,
    InvokedEventCount: 7,
    FailedInvokeEventCount: 0,
    CommittedEventCount: 10,
    DroppedEventCount: 0,
  });
});

test('case 107: records of which none matches are committed without an invocation', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: Array<string>(50).fill('no') });

  await using source = startSource({ mapping: { topic }, options: { filter: () => false } });

  await doneUpTo(source, { 0: 50 });
  expect(source.invocations).toEqual([]);
  await eventually(() => expect(lagsOf(source)).toEqual({ MaxOffsetLag: 0, SumOffsetLag: 0 }));
});

test('case 84: the records of a response with failures count as failed', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a', 'b', 'c'] });

  await using source = startSource({
    mapping: { topic, ...provisioned, maximumRetryAttempts: undefined, reportBatchItemFailures: true },
    handler: (_, index) => ({
      batchItemFailures: index === 0 ? [{ itemIdentifier: { partition: `${topic}-0`, offset: 1 } }] : [],
    }),
  });

  await doneUpTo(source, { 0: 3 });
  expect(countersOf(source)).toMatchObject({ InvokedEventCount: 4, FailedInvokeEventCount: 3 });
});

test('case 128: records that reached the destination are not dropped', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a', 'b', 'c', 'd', 'e'] });

  await using source = startSource({
    mapping: { topic, ...provisioned, onFailureDestination: { kind: 'sqs', arn: 'arn:aws:sqs:eu-west-1:1:dead' } },
    handler: fails,
  });

  await doneUpTo(source, { 0: 5 });
  expect(countersOf(source)).toMatchObject({
    OnFailureDestinationDeliveredEventCount: 5,
    DroppedEventCount: 0,
    CommittedEventCount: 5,
  });
});

test('case 129: records that are given up without a destination are dropped', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a', 'b', 'c', 'd', 'e'] });

  await using source = startSource({ mapping: { topic, ...provisioned }, handler: fails });

  await doneUpTo(source, { 0: 5 });
  expect(countersOf(source)).toMatchObject({ DroppedEventCount: 5 });
});

test('records that the destination refuses are dropped', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a'] });
  const refuse = async () => fails();

  await using source = startSource({
    mapping: { topic, ...provisioned, onFailureDestination: { kind: 'sqs', arn: 'arn:aws:sqs:eu-west-1:1:dead' } },
    handler: fails,
    options: { destination: { send: refuse, stop: async () => {} } },
  });

  await doneUpTo(source, { 0: 1 });
  expect(countersOf(source)).toMatchObject({ DroppedEventCount: 1, OnFailureDestinationDeliveryErrorCount: 3 });
});

test('case 130: the lag is that of the worst partition, and of all', async () => {
  const topic = await createTopic(2);
  await produce(topic, { 0: ['done'], 1: ['done'] });
  const gate = Promise.withResolvers<void>();
  await using source = startSource({
    mapping: { topic },
    handler: (_, index) => (index === 0 ? undefined : gate.promise),
  });
  await doneUpTo(source, { 0: 1, 1: 1 });

  await produce(topic, { 0: ['a', 'b', 'c', 'd'], 1: ['a', 'b', 'c', 'd', 'e', 'f'] });

  await eventually(() => expect(lagsOf(source)).toEqual({ MaxOffsetLag: 6, SumOffsetLag: 10 }));
  gate.resolve();
});

test('case 131: a poll that brings nothing is a sample of 0', async () => {
  const topic = await createTopic();

  await using source = startSource({ mapping: { topic } });

  await eventually(() => expect(source.facts).toContainEqual(expect.objectContaining({ name: 'polled', records: 0 })));
  expect(countersOf(source)).toMatchObject({ PolledEventCount: 0 });
});

const metricsOf = ({ facts }: RunningSource) => facts.reduce(count, noMetrics);
const countersOf = (source: RunningSource) => metricsOf(source).counters;
const lagsOf = (source: RunningSource) => offsetLag(metricsOf(source).partitions);

const doneUpTo = ({ mapping }: RunningSource, offsets: Record<number, number>) =>
  eventually(async () => expect(await committed(mapping.consumerGroupId, mapping.topic)).toEqual(offsets));
