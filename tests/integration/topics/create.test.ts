import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { handler } from '../../../functions/topics/create.ts';

let admin: Admin;

beforeAll(async () => {
  admin = new Kafka({ brokers: [process.env.KAFKA_BROKERS ?? ''], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
});

afterAll(() => admin.disconnect());

const create = (topic: string, partitions: number | string) => handler({ topics: [{ topic, partitions }] });

async function partitionsOf(topic: string): Promise<number> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return topics[0]?.partitions.length ?? 0;
}

test('a topic is created with its partitions, which CloudFormation hands on as text', async () => {
  const topic = crypto.randomUUID();

  await create(topic, '3');

  expect(await partitionsOf(topic)).toBe(3);
});

test('partitions are added, and never taken away, however often it runs', async () => {
  const topic = crypto.randomUUID();
  await create(topic, 2);

  await create(topic, 4);
  await create(topic, 4);
  await create(topic, 3);

  expect(await partitionsOf(topic)).toBe(4);
});

test('a topic is created beside one that is there', async () => {
  const [old, fresh] = [crypto.randomUUID(), crypto.randomUUID()];
  await create(old, 1);

  await handler({
    topics: [
      { topic: old, partitions: 1 },
      { topic: fresh, partitions: 2 },
    ],
  });

  expect([await partitionsOf(old), await partitionsOf(fresh)]).toEqual([1, 2]);
});

test('a broker that is away is an error', async () => {
  const brokers = process.env.KAFKA_BROKERS;
  process.env.KAFKA_BROKERS = '127.0.0.1:1';

  try {
    await expect(create(crypto.randomUUID(), 1)).rejects.toThrow();
  } finally {
    process.env.KAFKA_BROKERS = brokers;
  }
});
