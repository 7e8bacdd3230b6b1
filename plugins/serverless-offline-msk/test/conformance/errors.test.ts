import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { OnFailureDestination } from '../../src/mapping.ts';
import { allValues, countOf, type RunningSource, startSource, valuesOf } from '../support/event-source.ts';
import { eventually } from '../support/eventually.ts';
import { committed, connect, createTopic, disconnect, produce } from '../support/kafka.ts';

jest.setTimeout(30_000);
beforeAll(connect);
afterAll(disconnect);

const provisionedPollers = { minimum: 1, maximum: 1 };
const onFailureDestination: OnFailureDestination = { kind: 'sqs', arn: 'arn:aws:sqs:eu-west-1:1:dead' };
const fails = () => {
  throw new Error('as told');
};

test('case 57: on-demand without a destination retries until it succeeds', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a', 'b'] });

  await using source = startSource({ mapping: { topic }, handler: (_, index) => (index < 15 ? fails() : undefined) });

  await doneUpTo(source, { 0: 2 });
  expect(allValues(source)).toEqual(Array(16).fill(['a', 'b']));
  expect(countOf(source, 'dropped')).toBe(0);
});

test('case 59: after the retries the batch goes to the destination', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a', 'b'] });

  await using source = startSource({
    mapping: { topic, provisionedPollers, maximumRetryAttempts: 2, onFailureDestination },
    handler: fails,
  });

  await doneUpTo(source, { 0: 2 });
  expect(source.invocations).toHaveLength(3);
  expect(source.deadLetters).toEqual([
    expect.objectContaining({ condition: 'RetryAttemptsExhausted', invokeCount: 3, functionError: true }),
  ]);
  expect(source.deadLetters[0]?.payload).toBe(source.invocations[2]?.payload);
});

test('case 60: without retries and destination a failing batch is dropped, and the next one goes on', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a', 'b', 'c'] });

  await using source = startSource({
    mapping: { topic, batchSize: 1, provisionedPollers, maximumRetryAttempts: 0 },
    handler: (event) => (valuesOf(event)[`${topic}-0`]?.[0] === 'b' ? fails() : undefined),
  });

  await doneUpTo(source, { 0: 3 });
  expect(allValues(source)).toEqual([['a'], ['b'], ['c']]);
  expect(countOf(source, 'dropped')).toBe(1);
});

test('case 61: with a destination and no limit there are 10 retries', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a'] });

  await using source = startSource({ mapping: { topic, provisionedPollers, onFailureDestination }, handler: fails });

  await doneUpTo(source, { 0: 1 });
  expect(source.invocations).toHaveLength(11);
  expect(source.deadLetters).toEqual([expect.objectContaining({ invokeCount: 11 })]);
});

test('case 63: a status code of 500 is a success', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a'] });

  await using source = startSource({ mapping: { topic }, handler: () => ({ statusCode: 500 }) });

  await doneUpTo(source, { 0: 1 });
  expect(source.invocations).toHaveLength(1);
});

test('case 66: tries that do not reach the function use up no retry', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a'] });
  let throttles = 0;

  await using source = startSource({
    mapping: { topic, provisionedPollers, maximumRetryAttempts: 0 },
    invoker: (handle) => async (_, payload) =>
      throttles++ < 5 ? { kind: 'not-invoked', message: 'Rate exceeded' } : handle(payload),
  });

  await doneUpTo(source, { 0: 1 });
  expect(source.invocations).toHaveLength(1);
  expect(countOf(source, 'dropped')).toBe(0);
  expect(throttles).toBe(6);
});

test('case 69: a batch that fails until it is too old is dropped', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a'] });
  let aheadMs = 0;

  await using source = startSource({
    mapping: { topic, provisionedPollers, maximumRecordAgeMs: 60_000 },
    handler: () => {
      aheadMs += 25_000;
      fails();
    },
    options: { now: () => Date.now() + aheadMs },
  });

  await doneUpTo(source, { 0: 1 });
  expect(source.invocations).toHaveLength(3);
  expect(source.facts.filter(({ name }) => name === 'dropped')).toEqual([
    expect.objectContaining({ records: 1, condition: 'RecordAgeExceeded' }),
  ]);
});

test('a batch that fails is halved until the bad record is alone', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a', 'b', 'bad', 'd'] });

  await using source = startSource({
    mapping: { topic, provisionedPollers, maximumRetryAttempts: 1, bisectBatchOnFunctionError: true },
    handler: (event) => (valuesOf(event)[`${topic}-0`]?.includes('bad') ? fails() : undefined),
  });

  await doneUpTo(source, { 0: 4 });
  expect(allValues(source)).toEqual([['a', 'b', 'bad', 'd'], ['a', 'b'], ['bad', 'd'], ['bad'], ['bad'], ['d']]);
  expect(countOf(source, 'dropped')).toBe(1);
});

test('case 71: a batch of one record is not halved', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a'] });

  await using source = startSource({
    mapping: { topic, provisionedPollers, maximumRetryAttempts: 1, bisectBatchOnFunctionError: true },
    handler: fails,
  });

  await doneUpTo(source, { 0: 1 });
  expect(source.invocations).toHaveLength(2);
  expect(source.facts.filter(({ name }) => name === 'split')).toEqual([]);
});

test('case 72: a merged batch is given up with all its partitions', async () => {
  const topic = await createTopic(2);
  await produce(topic, { 0: ['a'], 1: ['b', 'c'] });

  await using source = startSource({
    mapping: { topic, onFailureDestination, batchingWindowMs: 1000 },
    handler: fails,
  });

  await doneUpTo(source, { 0: 1, 1: 2 });
  expect(source.invocations).toHaveLength(11);
  expect(source.deadLetters.map(({ records }) => records.map(({ partition, offset }) => [partition, offset]))).toEqual([
    [
      [0, 0],
      [1, 0],
      [1, 1],
    ],
  ]);
});

test('case 74: new records do not join a batch that is retried', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a'] });

  await using source = startSource({
    mapping: { topic },
    handler: async (_, index) => {
      if (index === 0) await produce(topic, { 0: ['new'] });
      if (index < 3) fails();
    },
  });

  await doneUpTo(source, { 0: 2 });
  expect(allValues(source)).toEqual([['a'], ['a'], ['a'], ['a'], ['new']]);
  expect(new Set(source.invocations.slice(0, 4).map(({ payload }) => payload)).size).toBe(1);
});

test('case 93: without a destination on-demand retries more than 10 times', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a'] });

  await using source = startSource({
    mapping: { topic, onFailureDestination: undefined },
    handler: (_, index) => (index < 12 ? fails() : undefined),
  });

  await doneUpTo(source, { 0: 1 });
  expect(source.invocations).toHaveLength(13);
});

const doneUpTo = ({ mapping }: RunningSource, offsets: Record<number, number>) =>
  eventually(async () => expect(await committed(mapping.consumerGroupId, mapping.topic)).toEqual(offsets));
