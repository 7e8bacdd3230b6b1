// Invoked by topicsCustomResource → topics in Kafka. In the cluster's VPC; a topic that is there is never made smaller.
import type { Admin } from 'kafkajs';
import * as z from 'zod';
import { kafkaClient } from '../shared/kafka-client.ts';

/** CloudFormation hands all properties on as text. */
const Topics = z.object({
  topics: z.array(z.object({ topic: z.string(), partitions: z.coerce.number().int().positive() })),
});
type Topic = z.infer<typeof Topics>['topics'][number];

/**
 * Creates the topics that are not there, with the brokers' own replication factor, and adds partitions where there are
 * fewer. May run again at any time.
 */
export async function handler(event: unknown): Promise<void> {
  const { topics } = Topics.parse(event);
  const admin = (await kafkaClient('topics')).admin();
  try {
    await admin.connect();
    await admin.createTopics({ topics: topics.map(({ topic, partitions }) => ({ topic, numPartitions: partitions })) });
    await addPartitions(admin, topics);
  } finally {
    await admin.disconnect();
  }
}

async function addPartitions(admin: Admin, topics: Topic[]): Promise<void> {
  const existing = await admin.fetchTopicMetadata({ topics: topics.map(({ topic }) => topic) });
  const sizes = new Map(existing.topics.map(({ name, partitions }) => [name, partitions.length]));
  const tooFew = topics.filter(({ topic, partitions }) => (sizes.get(topic) ?? 0) < partitions);
  if (tooFew.length === 0) return;
  await admin.createPartitions({
    topicPartitions: tooFew.map(({ topic, partitions }) => ({ topic, count: partitions })),
  });
}
