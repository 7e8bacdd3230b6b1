import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { allValues, type RunningSource, startSource } from '../support/event-source.ts';
import { eventually } from '../support/eventually.ts';
import { admin, committed, connect, createTopic, disconnect, members, produce } from '../support/kafka.ts';
import { startOwnBroker } from '../support/own-broker.ts';
import { newKafka } from '../support/topics.ts';

jest.setTimeout(30_000);
beforeAll(connect);
afterAll(disconnect);

test('case 40: the configured group has the offset after the last record', async () => {
  const [topic, groupId] = [await createTopic(), `g-${randomUUID()}`];
  await produce(topic, { 0: ['a', 'b', 'c'] });

  await using source = startSource({ mapping: { topic, consumerGroupId: groupId } });

  await eventually(async () => expect(await committed(groupId, topic)).toEqual({ 0: 3 }));
  expect(source.invocations).toHaveLength(1);
});

test('case 41: a restart goes on behind what was done', async () => {
  const [topic, groupId] = [await createTopic(), `g-${randomUUID()}`];
  await produce(topic, { 0: ['0', '1', '2', '3', '4'] });
  const before = startSource({ mapping: { topic, consumerGroupId: groupId } });
  await eventually(async () => expect(await committed(groupId, topic)).toEqual({ 0: 5 }));
  await before.stop();
  await produce(topic, { 0: ['5', '6'] });

  await using source = startSource({ mapping: { topic, consumerGroupId: groupId } });

  await eventually(async () => expect(await committed(groupId, topic)).toEqual({ 0: 7 }));
  expect(allValues(source)).toEqual([['5', '6']]);
});

test('case 42: a group that another client has committed goes on there, whatever the starting position', async () => {
  const [topic, groupId] = [await createTopic(), `g-${randomUUID()}`];
  await produce(topic, { 0: ['0', '1', '2', '3', '4'] });
  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '3' }] });

  await using source = startSource({ mapping: { topic, consumerGroupId: groupId } });

  await eventually(async () => expect(await committed(groupId, topic)).toEqual({ 0: 5 }));
  expect(allValues(source)).toEqual([['3', '4']]);
}, 20_000);

test('case 44: LATEST reads what comes after polling has begun', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['old', 'old', 'old'] });
  await using source = startSource({ mapping: { topic, startingPosition: { kind: 'LATEST' } } });
  await ready(source);

  await produce(topic, { 0: ['new', 'new'] });

  await eventually(async () => expect(await committed(source.mapping.consumerGroupId, topic)).toEqual({ 0: 5 }));
  expect(allValues(source).flat()).toEqual(['new', 'new']);
});

test('LATEST loses nothing that comes while the source is stopped before its first record', async () => {
  const [topic, groupId] = [await createTopic(), `g-${randomUUID()}`];
  await produce(topic, { 0: ['old'] });
  const mapping = { topic, consumerGroupId: groupId, startingPosition: { kind: 'LATEST' } } as const;
  const before = startSource({ mapping });
  await ready(before);
  await before.stop();
  await produce(topic, { 0: ['meanwhile'] });

  await using source = startSource({ mapping });

  await eventually(() => expect(allValues(source)).toEqual([['meanwhile']]));
});

test('case 46: AT_TIMESTAMP begins with the first record that is not older', async () => {
  const topic = await createTopic(2);
  const time = Date.now() - 60_000;
  await produce(topic, {
    0: [-10_000, 0, 10_000].map((ms) => ({ value: String(ms), timestamp: String(time + ms) })),
    1: [{ value: 'old', timestamp: String(time - 1) }],
  });

  await using source = startSource({
    mapping: { topic, startingPosition: { kind: 'AT_TIMESTAMP', timestampMs: time } },
  });

  await eventually(() => expect(allValues(source)).toEqual([['0', '10000']]));
  await eventually(async () => expect(await committed(source.mapping.consumerGroupId, topic)).toEqual({ 0: 3, 1: 1 }));
});

test('a partition that appears later is read from its beginning, with LATEST too', async () => {
  const topic = await createTopic(1);
  await using source = startSource({ mapping: { topic, startingPosition: { kind: 'LATEST' } } });
  await ready(source);

  await admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] });
  const other = newKafka().producer();
  await other.connect();
  await other.send({ topic, messages: [{ partition: 1, value: 'first' }] });
  await other.disconnect();

  await eventually(() => expect(allValues(source)).toEqual([['first']]), { withinMs: 25_000 });
}, 40_000);

test('an offset that retention has passed is left for the beginning, with a warning', async () => {
  const [topic, groupId] = [await createTopic(), `g-${randomUUID()}`];
  await produce(topic, { 0: ['0', '1', '2', '3'] });
  await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '1' }] });
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] });

  await using source = startSource({ mapping: { topic, consumerGroupId: groupId } });

  await eventually(() => expect(allValues(source)).toEqual([['2', '3']]));
  expect(source.messages).toContainEqual(expect.stringMatching(/offset 1 of .*-0 is out of range, goes on at 2/));
}, 20_000);

test('a topic that was made again while it is polled is read from its beginning', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a', 'b', 'c'] });
  await using source = startSource({ mapping: { topic, batchingWindowMs: 0 } });
  await eventually(async () => expect(await committed(source.mapping.consumerGroupId, topic)).toEqual({ 0: 3 }));

  await admin.deleteTopics({ topics: [topic] });
  await eventually(() => admin.createTopics({ topics: [{ topic }] }));
  await eventually(() => produce(topic, { 0: ['new'] }));

  await eventually(() => expect(allValues(source).flat()).toEqual(['a', 'b', 'c', 'new']), { withinMs: 30_000 });
}, 60_000);

test('a topic that was made again while its first batch fails is read from its beginning', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['old0', 'old1', 'old2'] });
  let recovers = false;
  await using source = startSource({
    mapping: { topic },
    settings: { backoff: { firstMs: 500, maxMs: 500 } },
    handler: () => {
      if (!recovers) throw new Error('poison');
    },
  });
  await eventually(() => expect(allValues(source)).toContainEqual(['old0', 'old1', 'old2']));

  await admin.deleteTopics({ topics: [topic] });
  const isMissing = expect.stringContaining('does not exist');
  await eventually(() => expect(source.messages).toContainEqual(isMissing), { withinMs: 30_000 });
  await admin.createTopics({ topics: [{ topic }] });
  await eventually(() => produce(topic, { 0: ['new0', 'new1', 'new2', 'new3'] }));
  recovers = true;

  const ends = async () => expect(await committed(source.mapping.consumerGroupId, topic)).toEqual({ 0: 4 });
  await eventually(ends, { withinMs: 30_000 });
  expect(
    new Set(
      allValues(source)
        .flat()
        .filter((value) => value?.startsWith('new')),
    ),
  ).toEqual(new Set(['new0', 'new1', 'new2', 'new3']));
}, 90_000);

test('case 50: a failed batch is repeated unchanged, and not committed', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a', 'b'] });
  const offsets: unknown[] = [];

  await using source = startSource({
    mapping: { topic, consumerGroupId: topic },
    handler: async (_, index) => {
      offsets.push(await committed(topic, topic));
      if (index === 0) throw new Error('once');
    },
  });

  await eventually(async () => expect(await committed(topic, topic)).toEqual({ 0: 2 }));
  expect(offsets).toEqual([{}, {}]);
  const [first, second] = source.invocations.map(({ payload }) => payload);
  expect(second).toBe(first);
});

test('case 53: a topic that is there before the start is read', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a'] });

  await using source = startSource({ mapping: { topic } });

  await eventually(() => expect(allValues(source)).toEqual([['a']]));
});

test('a topic that does not exist is waited for, with one message', async () => {
  const topic = `t-${randomUUID()}`;
  await using source = startSource({ mapping: { topic } });
  await eventually(() => expect(source.messages).toContainEqual(expect.stringContaining('does not exist')));

  await admin.createTopics({ topics: [{ topic }] });
  await produce(topic, { 0: ['a'] });

  await eventually(() => expect(allValues(source)).toEqual([['a']]));
  expect(source.messages.filter((message) => message.includes('does not exist'))).toHaveLength(1);
});

test('case 56: a broker that is away at the start is waited for, with one message', async () => {
  await using broker = await startOwnBroker();
  const topic = 'orders';
  const kafka = newKafka({ brokers: broker.brokers });
  const ownAdmin = kafka.admin();
  await ownAdmin.connect();
  await ownAdmin.createTopics({ topics: [{ topic }] });
  await ownAdmin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: [{ value: 'a' }] });
  await producer.disconnect();
  await broker.service.stop();
  const source = startSource({ mapping: { topic }, settings: { brokers: broker.brokers } });
  await eventually(() => expect(source.messages).toContainEqual(expect.stringContaining(String(broker.brokers))));

  await broker.service.restart();

  await eventually(() => expect(allValues(source)).toEqual([['a']]), { withinMs: 30_000 });
  expect(source.messages.filter((message) => message.includes('trying again'))).toHaveLength(1);
  await source.stop();
}, 90_000);

test('a broker that goes away during an invocation gets the commit when it is back, and nothing comes twice', async () => {
  await using broker = await startOwnBroker();
  const topic = 'orders';
  const kafka = newKafka({ brokers: broker.brokers });
  const producer = kafka.producer();
  const ownAdmin = kafka.admin();
  await ownAdmin.connect();
  await ownAdmin.createTopics({ topics: [{ topic }] });
  await producer.connect();
  await producer.send({ topic, messages: [{ value: 'a' }] });
  const gate = Promise.withResolvers<void>();
  const source = startSource({
    mapping: { topic, batchingWindowMs: 0 },
    settings: { brokers: broker.brokers },
    handler: (_, index) => (index === 0 ? gate.promise : undefined),
  });
  await eventually(() => expect(source.invocations).toHaveLength(1));
  await broker.service.kill();
  await eventually(() => expect(source.messages).toContainEqual(expect.stringContaining('trying again')));
  gate.resolve();

  await broker.service.restart();
  await eventually(() => producer.send({ topic, messages: [{ value: 'b' }] }), { withinMs: 30_000 });

  await eventually(() => expect(allValues(source)).toEqual([['a'], ['b']]), { withinMs: 30_000 });
  await eventually(async () => {
    const [group] = await ownAdmin.fetchOffsets({ groupId: source.mapping.consumerGroupId, topics: [topic] });
    expect(group?.partitions[0]?.offset).toBe('2');
  });
  await Promise.all([source.stop(), producer.disconnect(), ownAdmin.disconnect()]);
}, 120_000);

/** Polling has begun: positions are fixed. */
const ready = (source: RunningSource) =>
  eventually(async () => {
    expect(source.messages).toContainEqual(expect.stringContaining('ready'));
    expect(await members(source.mapping.consumerGroupId)).toHaveLength(1);
  });
