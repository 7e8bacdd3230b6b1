import { Kafka, type KafkaMessage, logLevel } from 'kafkajs';

const client = (brokers: string) => new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING });

/** Everything that a topic holds now, partition by partition. */
export async function readTopic(brokers: string, topic: string): Promise<(KafkaMessage & { partition: number })[]> {
  const left = new Map((await highWatermarks(brokers, topic)).map(({ partition, high }) => [partition, Number(high)]));
  for (const [partition, high] of left) if (high === 0) left.delete(partition);
  const messages: (KafkaMessage & { partition: number })[] = [];
  const consumer = client(brokers).consumer({ groupId: crypto.randomUUID(), maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    if (left.size === 0) resolve();
    consumer
      .run({
        eachBatch: async ({ batch }) => {
          messages.push(...batch.messages.map((message) => ({ ...message, partition: batch.partition })));
          if (Number(batch.lastOffset()) + 1 >= (left.get(batch.partition) ?? 0)) left.delete(batch.partition);
          if (left.size === 0) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return messages;
}

/** Sends values as they are, one after the other into the partition of the key. */
export async function produce(brokers: string, topic: string, key: string, values: readonly string[]): Promise<void> {
  const producer = client(brokers).producer();
  await producer.connect();
  await producer.send({ topic, messages: values.map((value) => ({ key, value })) });
  await producer.disconnect();
}

async function highWatermarks(brokers: string, topic: string) {
  const admin = client(brokers).admin();
  try {
    await admin.connect();
    return await admin.fetchTopicOffsets(topic);
  } finally {
    await admin.disconnect();
  }
}
