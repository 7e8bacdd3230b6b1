import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { usersTable } from './tables.ts';

/**
 * Where the users table's stream has the record of an item that was inserted.
 * @throws where it has none (yet)
 */
export async function readRecord(pk: string) {
  const client = new DynamoDBStreamsClient();
  const { Table } = await new DynamoDBClient().send(new DescribeTableCommand({ TableName: usersTable() }));
  const streamArn = Table?.LatestStreamArn;
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn: streamArn }));
  for (const { ShardId: shardId } of StreamDescription?.Shards ?? []) {
    const start = { StreamArn: streamArn, ShardId: shardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    let { ShardIterator } = await client.send(new GetShardIteratorCommand(start));
    for (;;) {
      const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator }));
      const record = Records.find(({ dynamodb }) => dynamodb?.Keys?.pk?.S === pk);
      if (record) return { stream: { streamArn, shardId }, sequenceNumber: record.dynamodb?.SequenceNumber };
      if (Records.length === 0 || !NextShardIterator) break;
      ShardIterator = NextShardIterator;
    }
  }
  throw new Error(`No record of ${pk}`);
}
