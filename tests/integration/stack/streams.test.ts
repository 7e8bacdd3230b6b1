import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
// biome-ignore lint/correctness/noUnresolvedImports: Biome does not know this module of Node's yet
import { DatabaseSync } from 'node:sqlite';
import { DescribeTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { dynamodbClient, localDynamodb } from '../../../stack/dynamodb-client.ts';
import { startDynamodb } from '../../../stack/embedded/dynamodb.ts';
import { resolveJars } from '../../../stack/embedded/jars.ts';
import { renewSpentStreams } from '../../../stack/embedded/streams.ts';
import type { Settings } from '../../../stack/settings.ts';
import { createTables } from '../../../stack/tables.ts';
import { ownSettings } from '../../support/own-settings.ts';

const HOUR_MS = 3_600_000;

let settings: Settings;
let dir: string;

beforeAll(() => resolveJars(), 120_000);

beforeEach(async () => {
  settings = await ownSettings(mkdtempSync(path.join(tmpdir(), 'streams-')));
  dir = path.join(settings.localDir, 'dynamodb');
});

afterEach(() => rmSync(settings.localDir, { recursive: true }));

const startOwnDynamodb = () => startDynamodb({ port: settings.dynamodbPort, dir });

async function createUser(id: string): Promise<void> {
  const client = dynamodbClient(settings.dynamodbPort);
  await client.send(new PutItemCommand({ TableName: 'users', Item: { pk: { S: id }, sk: { S: 'USER' } } }));
  client.destroy();
}

async function usersStream(): Promise<string> {
  const client = dynamodbClient(settings.dynamodbPort);
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'users' }));
  client.destroy();
  return Table?.LatestStreamArn ?? '';
}

/** Reads as the streams' plugin does: with an iterator from before the records, and with a new one when that is refused. */
async function readUsers(sequenceNumber?: string) {
  const client = new DynamoDBStreamsClient(localDynamodb(settings.dynamodbPort));
  const StreamArn = await usersStream();
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.at(-1)?.ShardId;
  const position = sequenceNumber
    ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' as const, SequenceNumber: sequenceNumber }
    : { ShardIteratorType: 'TRIM_HORIZON' as const };
  const getIterator = () => client.send(new GetShardIteratorCommand({ StreamArn, ShardId, ...position }));
  const { ShardIterator } = await getIterator();
  return async () => {
    const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator })).catch(async (error) => {
      if (!(error instanceof TrimmedDataAccessException)) throw error;
      return client.send(new GetRecordsCommand({ ShardIterator: (await getIterator()).ShardIterator }));
    });
    client.destroy();
    return Records.map(({ dynamodb }) => ({ id: dynamodb?.Keys?.pk?.S, number: dynamodb?.SequenceNumber }));
  };
}

function makeOlder(hours: number): void {
  const database = new DatabaseSync(path.join(dir, 'data/local_us-east-1.db'));
  for (const table of ['ss', 'us']) {
    database.exec(`UPDATE ${table} SET CreationDateTime = CreationDateTime - ${hours * HOUR_MS}`);
  }
  database.close();
}

test('an hour later the stream goes on after the checkpoint', async () => {
  const before = await startOwnDynamodb();
  await createTables(settings);
  await createUser('ada');
  const stream = await usersStream();
  const [ada] = await (await readUsers())();
  await before.stop();
  makeOlder(1);

  await using _ = await startOwnDynamodb();
  await renewSpentStreams(settings.dynamodbPort);
  const read = await readUsers(ada?.number);
  await createUser('bob');

  expect(await usersStream()).toBe(stream);
  expect((await read()).map(({ id }) => id)).toEqual(['bob']);
}, 60_000);

// DynamoDB Local no longer shows records after 24 hours, and deletes them after 30.
test.each([25, 31])(
  '%i hours later, with all records gone, the stream is a new one and loses nothing',
  async (hours) => {
    const before = await startOwnDynamodb();
    await createTables(settings);
    await createUser('ada');
    const stream = await usersStream();
    await before.stop();
    makeOlder(hours);

    await using _ = await startOwnDynamodb();
    await renewSpentStreams(settings.dynamodbPort);
    const read = await readUsers();
    await createUser('bob');

    expect(await usersStream()).not.toBe(stream);
    expect((await read()).map(({ id }) => id)).toEqual(['bob']);
  },
  60_000,
);
