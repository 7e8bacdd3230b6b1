import { randomUUID } from 'node:crypto';
import { Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { retry } from '../../src/kafka/client.ts';

export const brokers = (process.env.KAFKA_BROKERS ?? '127.0.0.1:9092').split(',');

/** A topic of the test's own. */
export async function newTopic(
  kafka: Kafka,
  numPartitions = 1,
  config: Readonly<Record<string, string>> = {},
): Promise<string> {
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
  const topic = `t-${randomUUID()}`;
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions, configEntries }] });
  await admin.disconnect();
  return topic;
}

/** All the messages that the topic holds, in the order in which they are read. */
export async function readAll(kafka: Kafka, topic: string): Promise<KafkaMessage[]> {
  const count = await countMessages(kafka, topic);
  const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 });
  const messages: KafkaMessage[] = [];
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on('consumer.crash', ({ payload }) => payload.restart || reject(payload.error));
      const eachMessage = async ({ message }: { message: KafkaMessage }) => {
        if (messages.push(message) >= count) resolve();
      };
      consumer.run({ eachMessage }).catch(reject);
    });
    return messages;
  } finally {
    await consumer.disconnect();
  }
}

async function countMessages(kafka: Kafka, topic: string): Promise<number> {
  const admin = kafka.admin();
  await admin.connect();
  const partitions = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return partitions.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
}

export const newKafka = (options: Partial<ConstructorParameters<typeof Kafka>[0]> = {}) =>
  new Kafka({ brokers, retry, logLevel: logLevel.NOTHING, ...options });
