import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { KafkaEvent } from '../../src/event.ts';
import { allValues, type RecordedInvocation, type RunningSource, startSource } from '../support/event-source.ts';
import { eventually } from '../support/eventually.ts';
import { committed, connect, createTopic, disconnect, members, produce } from '../support/kafka.ts';
import { newKafka } from '../support/topics.ts';

jest.setTimeout(30_000);
beforeAll(connect);
afterAll(disconnect);

const takes = (ms: number) => () => delay(ms);

test('case 29: one partition has one invocation at a time, in order', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['0', '1', '2', '3', '4', '5'] });

  await using source = startSource({ mapping: { topic, batchSize: 2 }, handler: takes(200) });

  await committedAll(source, { 0: 6 });
  expect(allValues(source)).toEqual([
    ['0', '1'],
    ['2', '3'],
    ['4', '5'],
  ]);
  expect(mostAtOnce(source)).toBe(1);
});

test('case 30: as many pollers as partitions invoke at the same time, with one partition each', async () => {
  const topic = await createTopic(4);
  await produce(topic, { 0: ['a'], 1: ['b'], 2: ['c'], 3: ['d'] });

  await using source = startSource({
    mapping: { topic, provisionedPollers: { minimum: 4, maximum: 4 } },
    handler: takes(500),
  });

  await committedAll(source, { 0: 1, 1: 1, 2: 1, 3: 1 });
  expect(mostAtOnce(source)).toBe(4);
  expect(source.invocations.map(({ event }) => partitionsOf(event))).toEqual(
    [1, 1, 1, 1].map(() => [expect.any(String)]),
  );
});

test('case 31: there are no more pollers than partitions', async () => {
  const topic = await createTopic(2);
  await produce(topic, { 0: ['a', 'b'], 1: ['c', 'd'] });

  await using source = startSource({
    mapping: { topic, batchSize: 1, provisionedPollers: { minimum: 4, maximum: 4 } },
    handler: takes(100),
  });

  await committedAll(source, { 0: 2, 1: 2 });
  expect(mostAtOnce(source)).toBe(2);
});

test('case 32: the poller of on-demand mode has one invocation in flight for all its partitions', async () => {
  const topic = await createTopic(2);
  await produce(topic, { 0: ['a', 'b'], 1: ['c', 'd'] });

  await using source = startSource({ mapping: { topic, batchSize: 3 }, handler: takes(100) });

  await committedAll(source, { 0: 2, 1: 2 });
  expect(mostAtOnce(source)).toBe(1);
  expect(partitionsOf(source.invocations[0]?.event)).toHaveLength(2);
});

test('without merging an event holds one partition', async () => {
  const topic = await createTopic(2);
  await produce(topic, { 0: ['a'], 1: ['b'] });

  await using source = startSource({ mapping: { topic }, settings: { mergePartitions: false } });

  await committedAll(source, { 0: 1, 1: 1 });
  expect(source.invocations.map(({ event }) => partitionsOf(event).length)).toEqual([1, 1]);
});

test('case 34: another consumer of the group takes partitions away, and each record is delivered once', async () => {
  const topic = await createTopic(2);
  await using source = startSource({ mapping: { topic, batchingWindowMs: 0 } });
  const { consumerGroupId: groupId } = source.mapping;
  await eventually(async () => expect(await members(groupId)).toHaveLength(1));
  const other = newKafka().consumer({ groupId, maxWaitTimeInMs: 100 });
  const theirs: string[] = [];
  await other.connect();
  await other.subscribe({ topics: [topic], fromBeginning: true });
  const joined = new Promise((resolve) => other.on(other.events.GROUP_JOIN, resolve));
  await other.run({ eachMessage: async ({ message }) => void theirs.push(String(message.value)) });
  await joined;

  await produce(topic, { 0: ['a', 'b'], 1: ['c', 'd'] });

  await eventually(() => expect([...allValues(source).flat(), ...theirs].sort()).toEqual(['a', 'b', 'c', 'd']));
  expect(theirs).toHaveLength(2);
  expect(source.facts.filter(({ name }) => name === 'commit-failed')).toEqual([]);
  await other.disconnect();
});

test('case 35: two functions on one topic get every record, in groups of their own', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a', 'b'] });

  await using first = startSource({ mapping: { topic } });
  await using second = startSource({ mapping: { topic } });

  await committedAll(first, { 0: 2 });
  await committedAll(second, { 0: 2 });
  expect([allValues(first), allValues(second)]).toEqual([[['a', 'b']], [['a', 'b']]]);
  expect(first.mapping.consumerGroupId).not.toBe(second.mapping.consumerGroupId);
});

test('case 37: two functions on two topics get their own topic', async () => {
  const [topicA, topicB] = [await createTopic(), await createTopic()];
  await produce(topicA, { 0: ['a'] });
  await produce(topicB, { 0: ['b'] });

  await using first = startSource({ mapping: { topic: topicA } });
  await using second = startSource({ mapping: { topic: topicB } });

  await committedAll(first, { 0: 1 });
  await committedAll(second, { 0: 1 });
  expect([allValues(first), allValues(second)]).toEqual([[['a']], [['b']]]);
});

test('case 38: the commit waits for the function', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a'] });
  let offsetsBeforeReturn: unknown;

  await using source = startSource({
    mapping: { topic, consumerGroupId: topic },
    handler: async () => {
      await delay(1000);
      offsetsBeforeReturn = await committed(topic, topic);
    },
  });

  await committedAll(source, { 0: 1 });
  expect(offsetsBeforeReturn).toEqual({});
});

const committedAll = ({ mapping }: RunningSource, offsets: Record<number, number>) =>
  eventually(async () => expect(await committed(mapping.consumerGroupId, mapping.topic)).toEqual(offsets));

const partitionsOf = (event: KafkaEvent | undefined) => Object.keys(event?.records ?? {});

/** The largest number of invocations that overlap. */
function mostAtOnce({ invocations }: RunningSource): number {
  const overlaps = (one: RecordedInvocation) =>
    invocations.filter((other) => other.startedAtMs <= one.startedAtMs && (other.endedAtMs ?? 0) > one.startedAtMs);
  return Math.max(0, ...invocations.map((one) => overlaps(one).length));
}
