import { randomUUID } from 'node:crypto';
import type { Message } from 'kafkajs';
import { retry } from '../../src/kafka/client.ts';
import { newKafka } from './topics.ts';

const kafka = newKafka({ retry });
export const admin = kafka.admin();
export const producer = kafka.producer({ allowAutoTopicCreation: false });

export async function connect(): Promise<void> {
  await Promise.all([admin.connect(), producer.connect()]);
}

export async function disconnect(): Promise<void> {
  await Promise.all([admin.disconnect(), producer.disconnect()]);
}

/** A topic of the test's own. */
export async function createTopic(numPartitions = 1, config: Readonly<Record<string, string>> = {}): Promise<string> {
  const topic = `t-${randomUUID()}`;
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
  await admin.createTopics({ topics: [{ topic, numPartitions, configEntries }] });
  return topic;
}

type Values = readonly (string | Partial<Message>)[];

/** Sends the values to the partitions that they are listed under. */
export async function produce(topic: string, byPartition: Readonly<Record<number, Values>>): Promise<void> {
  const messages = Object.entries(byPartition).flatMap(([partition, values]) =>
    values.map((value) => ({
      partition: Number(partition),
      ...(typeof value === 'string' ? { value } : { value: null, ...value }),
    })),
  );
  await producer.send({ topic, messages });
}

/** What the group has committed, by partition; a partition without an offset is absent. */
export async function committed(groupId: string, topic: string): Promise<Record<number, number>> {
  const [group] = await admin.fetchOffsets({ groupId, topics: [topic] });
  const offsets = group?.partitions.filter(({ offset }) => Number(offset) >= 0) ?? [];
  return Object.fromEntries(offsets.map(({ partition, offset }) => [partition, Number(offset)]));
}

export async function members(groupId: string) {
  const { groups } = await admin.describeGroups([groupId]);
  return groups[0]?.members ?? [];
}
