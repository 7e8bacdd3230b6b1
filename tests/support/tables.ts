import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type _Record,
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  paginateScan,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient());

export const usersTable = () => process.env.USERS_TABLE ?? '';
export const ordersTable = () => process.env.ORDERS_TABLE ?? '';

/** The item as it lies in the table, undefined where there is none. */
export async function readItem(table: string, pk: string, sk: string) {
  const { Item } = await documents.send(new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }));
  return Item;
}

/** All items of a partition key, in the order of their sort keys. */
export async function readItems(table: string, pk: string) {
  const pages = paginateQuery(
    { client: documents },
    {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
    },
  );
  return (await Array.fromAsync(pages)).flatMap(({ Items = [] }) => Items);
}

/** All items of the table that have the attribute with the value. */
export async function findItems(table: string, attribute: string, value: string) {
  const pages = paginateScan(
    { client: documents },
    {
      TableName: table,
      FilterExpression: '#attribute = :value',
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: { ':value': value },
      ConsistentRead: true,
    },
  );
  return (await Array.fromAsync(pages)).flatMap(({ Items = [] }) => Items);
}

/** Writes them in one transaction, so that they follow each other in the stream, whether they are users or not. */
export async function writeUsers(...users: ({ id: string } & Record<string, unknown>)[]): Promise<void> {
  const puts = users.map((user) => ({
    Put: { TableName: usersTable(), Item: { pk: `USER#${user.id}`, sk: 'USER', ...user } },
  }));
  await documents.send(new TransactWriteCommand({ TransactItems: puts }));
}

/** Puts the item where it lies, whatever is there. */
export async function overwriteItem(table: string, item: Record<string, unknown>): Promise<void> {
  await documents.send(new PutCommand({ TableName: table, Item: item }));
}

export async function deleteItem(table: string, { pk, sk }: Record<string, unknown>): Promise<void> {
  await documents.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }));
}

/** Everything that the table's stream holds now, as DynamoDB gives it to a function. */
export async function readStream(table: string): Promise<_Record[]> {
  const { Table } = await documents.send(new DescribeTableCommand({ TableName: table }));
  const StreamArn = Table?.LatestStreamArn;
  const streams = new DynamoDBStreamsClient({ endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '' });
  const records: _Record[] = [];
  for (let LastShard: string | undefined, more = true; more; more = LastShard !== undefined) {
    const { StreamDescription } = await streams.send(
      new DescribeStreamCommand({ StreamArn, ...(LastShard && { ExclusiveStartShardId: LastShard }) }),
    );
    for (const { ShardId } of StreamDescription?.Shards ?? [])
      records.push(...(await readShard(streams, StreamArn, ShardId)));
    LastShard = StreamDescription?.LastEvaluatedShardId;
  }
  streams.destroy();
  return records;
}

/** An open shard has no end: an empty answer is the end of what it holds now. */
async function readShard(streams: DynamoDBStreamsClient, StreamArn: string | undefined, ShardId: string | undefined) {
  const records: _Record[] = [];
  let { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
  );
  while (ShardIterator) {
    const { Records = [], NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    records.push(...Records);
    ShardIterator = Records.length > 0 ? NextShardIterator : undefined;
  }
  return records;
}
