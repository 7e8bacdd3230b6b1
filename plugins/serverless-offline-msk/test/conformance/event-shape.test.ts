import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { startSource, valuesOf } from '../support/event-source.ts';
import { eventually } from '../support/eventually.ts';
import { admin, committed, connect, createTopic, disconnect, produce } from '../support/kafka.ts';
import { brokers, newKafka } from '../support/topics.ts';

jest.setTimeout(30_000);
beforeAll(connect);
afterAll(disconnect);

test('case 1: a self-managed source emits the bootstrap servers as configured, and no ARN', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: [{ key: 'k', value: 'v' }] });

  await using source = startSource({
    mapping: { topic, source: { kind: 'kafka', bootstrapServers: ['localhost:9092', '127.0.0.1:9093'] } },
  });

  const event = await firstEvent(source);
  expect(event).not.toHaveProperty('eventSourceArn');
  expect(event).toMatchObject({
    eventSource: 'SelfManagedKafka',
    bootstrapServers: 'localhost:9092,127.0.0.1:9093',
  });
  expect(event.records).toEqual({ [`${topic}-0`]: [expect.objectContaining({ key: 'aw==', value: 'dg==' })] });
  expect(source.invocations).toHaveLength(1);
});

test('case 2: an MSK source emits its ARN and the local brokers', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['v'] });

  await using source = startSource({
    mapping: { topic, source: { kind: 'msk', eventSourceArn: 'arn:aws:kafka:eu-west-1:1:cluster/a/b' } },
  });

  expect(await firstEvent(source)).toMatchObject({
    eventSource: 'aws:kafka',
    eventSourceArn: 'arn:aws:kafka:eu-west-1:1:cluster/a/b',
    bootstrapServers: brokers.join(','),
  });
});

test('case 3: timestamp, offset and partition are numbers', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: [{ value: 'v', timestamp: '1545084650987' }] });

  await using source = startSource({ mapping: { topic } });

  expect(await firstRecord(source)).toMatchObject({
    timestamp: 1545084650987,
    timestampType: 'CREATE_TIME',
    offset: 0,
    partition: 0,
  });
});

test('case 4: a topic with log append time emits the time of the broker', async () => {
  const topic = await createTopic(1, { 'message.timestamp.type': 'LogAppendTime' });
  const before = Date.now();
  await produce(topic, { 0: [{ value: 'v', timestamp: '1545084650987' }] });

  await using source = startSource({ mapping: { topic } });

  const { timestamp, timestampType } = await firstRecord(source);
  expect(timestampType).toBe('LOG_APPEND_TIME');
  expect(timestamp).toBeGreaterThanOrEqual(before);
});

test('case 5: header bytes are signed', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: [{ value: 'v', headers: { h: Buffer.from([0xc3, 0xab]) } }] });

  await using source = startSource({ mapping: { topic } });

  expect((await firstRecord(source)).headers).toEqual([{ h: [-61, -85] }]);
});

test('headers keep their order, and those of one name stay apart', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: [{ value: 'v', headers: { z: ['1', '2'], a: '3' } }] });

  await using source = startSource({ mapping: { topic } });

  expect((await firstRecord(source)).headers).toEqual([{ z: [49] }, { z: [50] }, { a: [51] }]);
});

test('case 7: a record without headers has an empty list', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['v'] });

  await using source = startSource({ mapping: { topic } });

  expect((await firstRecord(source)).headers).toEqual([]);
});

test('case 8: a null key is absent', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: [{ key: null, value: 'v' }] });

  await using source = startSource({ mapping: { topic } });

  expect(await firstRecord(source)).not.toHaveProperty('key');
});

test('case 9: a tombstone is delivered without a value', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: [{ key: 'k', value: null }] });

  await using source = startSource({ mapping: { topic } });

  const record = await firstRecord(source);
  expect(record).toHaveProperty('key', 'aw==');
  expect(record).not.toHaveProperty('value');
});

test('case 10: an empty key and an empty value are empty strings', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: [{ key: Buffer.alloc(0), value: Buffer.alloc(0) }] });

  await using source = startSource({ mapping: { topic } });

  expect(await firstRecord(source)).toMatchObject({ key: '', value: '' });
});

test('case 12: the topic of the key may hold hyphens', async () => {
  const topic = await createTopic(3);
  await produce(topic, { 2: ['v'] });

  await using source = startSource({ mapping: { topic } });

  expect(Object.keys((await firstEvent(source)).records)).toEqual([`${topic}-2`]);
  expect(await firstRecord(source)).toMatchObject({ topic, partition: 2 });
});

test('case 13: one poller puts its partitions into one event', async () => {
  const topic = await createTopic(2);
  await produce(topic, { 0: ['a', 'b'], 1: ['c'] });

  await using source = startSource({ mapping: { topic, batchingWindowMs: 1000 } });

  expect(valuesOf(await firstEvent(source))).toEqual({ [`${topic}-0`]: ['a', 'b'], [`${topic}-1`]: ['c'] });
  await eventually(async () => expect(await committed(source.mapping.consumerGroupId, topic)).toEqual({ 0: 2, 1: 1 }));
  expect(source.invocations).toHaveLength(1);
});

test('case 15: aborted records are not delivered, and the commit passes the markers of transactions', async () => {
  const topic = await createTopic();
  const producer = newKafka().producer({ transactionalId: topic, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  for (const value of ['committed', 'aborted'] as const) {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value }] });
    await (value === 'committed' ? transaction.commit() : transaction.abort());
  }
  await producer.disconnect();

  await using source = startSource({ mapping: { topic } });

  await firstEvent(source);
  const [end] = await admin.fetchTopicOffsets(topic);
  await eventually(async () =>
    expect(await committed(source.mapping.consumerGroupId, topic)).toEqual({ 0: Number(end?.high) }),
  );
  expect(source.invocations.map(({ event }) => valuesOf(event))).toEqual([{ [`${topic}-0`]: ['committed'] }]);
});

test('case 16: nothing is invoked without records', async () => {
  const topic = await createTopic();

  await using source = startSource({ mapping: { topic, batchingWindowMs: 100 } });

  await eventually(() => expect(source.facts.filter(({ name }) => name === 'polled').length).toBeGreaterThan(3));
  expect(source.invocations).toEqual([]);
});

async function firstEvent({ invocations }: ReturnType<typeof startSource>) {
  return eventually(() => {
    expect(invocations).not.toEqual([]);
    return (invocations[0] as (typeof invocations)[0]).event;
  });
}

async function firstRecord(source: ReturnType<typeof startSource>) {
  const { records } = await firstEvent(source);
  const [record] = Object.values(records).flat();
  if (!record) throw new Error('the event has no record');
  return record;
}
