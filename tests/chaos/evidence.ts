import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { Kafka, logLevel } from 'kafkajs';
import { dynamodbClient } from '../../stack/dynamodb-client.ts';
import type { Settings } from '../../stack/settings.ts';
import { readTopic } from '../support/topic.ts';

// biome-ignore lint/suspicious/noExplicitAny: the tally says what it expects of it
export type Item = Record<string, any>;

export interface TopicRecord {
  /** topic-partition-offset. */
  readonly id: string;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the system holds, all of it. */
export interface Evidence {
  readonly users: readonly Item[];
  readonly orders: readonly Item[];
  readonly userCreated: readonly TopicRecord[];
  readonly orderCreated: readonly TopicRecord[];
  /** Of each consumer group and partition. */
  readonly lag: readonly { readonly name: string; readonly lag: number }[];
}

const groups = [
  { groupId: 'users-on-order-created', topic: 'order_created' },
  { groupId: 'orders-on-user-created', topic: 'user_created' },
];

export async function gatherEvidence({ kafkaPort, dynamodbPort }: Settings): Promise<Evidence> {
  const brokers = `127.0.0.1:${kafkaPort}`;
  // First, so that what is processed meanwhile is not missing in what is read after it.
  const lag = await readLag(brokers);
  const [users, orders] = [await scan(dynamodbPort, 'users'), await scan(dynamodbPort, 'orders')];
  const userCreated = await readRecords(brokers, 'user_created');
  return { users, orders, userCreated, orderCreated: await readRecords(brokers, 'order_created'), lag };
}

async function scan(port: number, table: string): Promise<Item[]> {
  const client = dynamodbClient(port);
  const pages = paginateScan(
    { client: DynamoDBDocumentClient.from(client) },
    { TableName: table, ConsistentRead: true },
  );
  const items = (await Array.fromAsync(pages)).flatMap(({ Items = [] }) => Items);
  client.destroy();
  return items;
}

async function readRecords(brokers: string, topic: string): Promise<TopicRecord[]> {
  const records = await readTopic(brokers, topic);
  return records.map(({ partition, offset, value, headers = {} }) => ({
    id: `${topic}-${partition}-${offset}`,
    value,
    headers: Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, String(bytes)])),
  }));
}

async function readLag(brokers: string) {
  const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const lags = groups.map(async ({ groupId, topic }) => {
      const [committed] = await admin.fetchOffsets({ groupId, topics: [topic] });
      return (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => {
        const { offset = '-1' } = committed?.partitions.find((other) => other.partition === partition) ?? {};
        return { name: `${groupId} ${topic}-${partition}`, lag: Number(high) - Math.max(Number(offset), Number(low)) };
      });
    });
    return (await Promise.all(lags)).flat();
  } finally {
    await admin.disconnect();
  }
}
