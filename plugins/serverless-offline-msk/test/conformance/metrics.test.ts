import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Destination } from '../../src/destination.ts';
import type { OnFailureDestination } from '../../src/mapping.ts';
import { MetricsCollector } from '../../src/metrics-collector.ts';
import { toJson } from '../../src/metrics-formats.ts';
import { startSource } from '../support/event-source.ts';
import { eventually } from '../support/eventually.ts';
import { connect, createTopic, disconnect, produce } from '../support/kafka.ts';

jest.setTimeout(30_000);
const collector = new MetricsCollector();
beforeAll(connect);
afterAll(async () => {
  collector.stop();
  await disconnect();
});

const noRetries = { provisionedPollers: { minimum: 1, maximum: 1 }, maximumRetryAttempts: 0 };
const fails = () => {
  throw new Error('as told');
};

test('case 126: filtered records are polled and committed, and not invoked', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['no', 'no', 'no', 'a', 'b', 'c', 'd', 'e', 'f', 'g'] });

  await using _source = startSource({
    mapping: { topic },
    options: { filter: ({ value }) => String(value) !== 'no' },
  });

  await eventually(() =>
    expect(metricsOf(topic)).toMatchObject({
      PolledEventCount: 10,
      FilteredOutEventCount: 3,
      InvokedEventCount: 7,
      FailedInvokeEventCount: 0,
      CommittedEventCount: 10,
      DroppedEventCount: 0,
    }),
  );
});

test('case 107: records of which none matches are committed without an invocation', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: Array<string>(50).fill('no') });

  await using source = startSource({ mapping: { topic }, options: { filter: () => false } });

  await eventually(() =>
    expect(metricsOf(topic)).toMatchObject({ FilteredOutEventCount: 50, CommittedEventCount: 50, SumOffsetLag: 0 }),
  );
  expect(source.invocations).toEqual([]);
});

test('case 84: the records of a response with failures count as failed', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a', 'b', 'c'] });

  await using _source = startSource({
    mapping: { topic, provisionedPollers: { minimum: 1, maximum: 1 }, reportBatchItemFailures: true },
    handler: (_, index) => ({
      batchItemFailures: index === 0 ? [{ itemIdentifier: { partition: `${topic}-0`, offset: 1 } }] : [],
    }),
  });

  await eventually(() =>
    expect(metricsOf(topic)).toMatchObject({
      InvokedEventCount: 4,
      FailedInvokeEventCount: 3,
      CommittedEventCount: 3,
    }),
  );
});

test('case 128: records that the destination got are not dropped', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a', 'b', 'c', 'd', 'e'] });
  const onFailureDestination: OnFailureDestination = { kind: 'sqs', arn: 'arn:aws:sqs:eu-west-1:0:dlq' };

  await using _source = startSource({ mapping: { topic, ...noRetries, onFailureDestination }, handler: fails });

  await eventually(() =>
    expect(metricsOf(topic)).toMatchObject({
      OnFailureDestinationDeliveredEventCount: 5,
      DroppedEventCount: 0,
      CommittedEventCount: 5,
    }),
  );
});

test('case 129: records without a destination are dropped', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a', 'b', 'c', 'd', 'e'] });

  await using _source = startSource({ mapping: { topic, ...noRetries }, handler: fails });

  await eventually(() =>
    expect(metricsOf(topic)).toMatchObject({
      DroppedEventCount: 5,
      OnFailureDestinationDeliveredEventCount: 0,
      CommittedEventCount: 5,
    }),
  );
});

test('records that the destination refuses count as dropped and as a failed delivery', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a', 'b'] });
  const onFailureDestination: OnFailureDestination = { kind: 'sqs', arn: 'arn:aws:sqs:eu-west-1:0:dlq' };
  const destination: Destination = { send: () => Promise.reject(new Error('no')), stop: async () => {} };

  await using _source = startSource({
    mapping: { topic, ...noRetries, onFailureDestination },
    handler: fails,
    options: { destination },
  });

  await eventually(() =>
    expect(metricsOf(topic)).toMatchObject({
      DroppedEventCount: 2,
      DestinationDeliveryFailures: 1,
      OnFailureDestinationDeliveredEventCount: 0,
      CommittedEventCount: 2,
    }),
  );
});

test('case 130: the lags of partitions that are blocked are their maximum and their sum', async () => {
  const topic = await createTopic(2);
  await produce(topic, { 0: ['a'], 1: ['a'] });
  const unblocked = Promise.withResolvers<void>();
  let isBlocked = false;
  await using _source = startSource({ mapping: { topic }, handler: () => (isBlocked ? unblocked.promise : undefined) });
  await eventually(() => expect(metricsOf(topic)).toMatchObject({ MaxOffsetLag: 0, SumOffsetLag: 0 }));

  isBlocked = true;
  await produce(topic, { 0: ['b', 'c', 'd', 'e'], 1: ['b', 'c', 'd', 'e', 'f', 'g'] });

  await eventually(() => expect(metricsOf(topic)).toMatchObject({ MaxOffsetLag: 6, SumOffsetLag: 10 }));
  unblocked.resolve();
  await eventually(() => expect(metricsOf(topic)).toMatchObject({ MaxOffsetLag: 0, SumOffsetLag: 0 }));
});

test('before the first commit there is no lag, not one of 0', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a'] });
  const unblocked = Promise.withResolvers<void>();

  await using _source = startSource({ mapping: { topic }, handler: () => unblocked.promise });

  await eventually(() =>
    expect(mappingOf(topic)?.partitions).toEqual([{ partition: 0, high: 1, low: 0, committed: null, lag: null }]),
  );
  expect(metricsOf(topic)).toMatchObject({ MaxOffsetLag: null, SumOffsetLag: null });
  unblocked.resolve();
});

test('case 131: an empty fetch counts 0 records', async () => {
  const topic = await createTopic();

  await using source = startSource({ mapping: { topic } });

  await eventually(() => expect(source.facts).toContainEqual(expect.objectContaining({ name: 'polled', records: 0 })));
  expect(metricsOf(topic)).toMatchObject({ PolledEventCount: 0, InvokedEventCount: 0 });
});

const mappingOf = (topic: string) => toJson(collector.all).mappings.find((mapping) => mapping.topic === topic);
const metricsOf = (topic: string) => mappingOf(topic)?.metrics;
