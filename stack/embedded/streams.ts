import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  type DescribeStreamCommandOutput,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import { dynamodbClient, localDynamodb } from '../dynamodb-client.ts';

type Stream = NonNullable<DescribeStreamCommandOutput['StreamDescription']>;

/**
 * Makes those streams anew that hold nothing to be read: for records are dropped after a day. When DynamoDB Local starts
 * with no record at all it numbers the next ones from 1 again, below the checkpoints and below the start of the old
 * shards, so that nobody would find them.
 */
export async function renewSpentStreams(port: number): Promise<void> {
  const streams = new DynamoDBStreamsClient(localDynamodb(port));
  const tables = dynamodbClient(port);
  for (const stream of await enabledStreams(streams)) {
    if (await isReadable(streams, stream)) continue;
    const { TableName, StreamViewType } = stream;
    await tables.send(new UpdateTableCommand({ TableName, StreamSpecification: { StreamEnabled: false } }));
    await tables.send(
      new UpdateTableCommand({ TableName, StreamSpecification: { StreamEnabled: true, StreamViewType } }),
    );
  }
  streams.destroy();
  tables.destroy();
}

async function enabledStreams(client: DynamoDBStreamsClient): Promise<Stream[]> {
  const { Streams = [] } = await client.send(new ListStreamsCommand());
  const described = await Promise.all(
    Streams.map(({ StreamArn }) => client.send(new DescribeStreamCommand({ StreamArn }))),
  );
  return described.flatMap(({ StreamDescription: stream }) => (stream?.StreamStatus === 'ENABLED' ? [stream] : []));
}

async function isReadable(client: DynamoDBStreamsClient, { StreamArn, Shards = [] }: Stream): Promise<boolean> {
  for (const { ShardId } of Shards) {
    const shard = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    try {
      const { ShardIterator } = await client.send(new GetShardIteratorCommand(shard));
      const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
      if (Records.length > 0) return true;
    } catch (error) {
      // All of its records are too old.
      if (!(error instanceof TrimmedDataAccessException)) throw error;
    }
  }
  return false;
}
