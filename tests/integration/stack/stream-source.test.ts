import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
// biome-ignore lint/correctness/noUnresolvedImports: Biome does not know this module of Node's yet
import { DatabaseSync } from 'node:sqlite';
import { DeleteTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { dynamodbClient } from '../../../stack/dynamodb-client.ts';
import { startDynamodb } from '../../../stack/embedded/dynamodb.ts';
import { resolveJars } from '../../../stack/embedded/jars.ts';
import type { Service } from '../../../stack/service.ts';
import type { Settings } from '../../../stack/settings.ts';
import { Checkpoints } from '../../../stack/streams/checkpoints.ts';
import { StreamSource } from '../../../stack/streams/source.ts';
import { createTables } from '../../../stack/tables.ts';
import { eventually } from '../../support/eventually.ts';
import { ownSettings } from '../../support/own-settings.ts';

let settings: Settings;
let dynamodb: Service;
/** The users that the function was invoked with, and what it does with them. */
let invoked: string[];
let fails: (id: string) => boolean;
/** What it reports as the first that failed. */
let reports: (id: string) => boolean;
const warnings: string[] = [];
const errors: string[] = [];
const sources: StreamSource[] = [];

beforeAll(() => resolveJars(), 120_000);

beforeEach(async () => {
  settings = await ownSettings(mkdtempSync(path.join(tmpdir(), 'stream-source-')));
  dynamodb = await startDynamodb({ port: settings.dynamodbPort, dir: path.join(settings.localDir, 'dynamodb') });
  await createTables(settings);
  invoked = [];
  fails = () => false;
  reports = () => false;
}, 60_000);

afterEach(async () => {
  for (const source of sources.splice(0)) await source.stop();
  await dynamodb.stop();
  rmSync(settings.localDir, { recursive: true });
}, 60_000);

const checkpointFile = () => path.join(settings.localDir, 'checkpoints.json');

function startSource({ maximumRetryAttempts = -1 } = {}): StreamSource {
  const source = new StreamSource({
    dynamodbPort: settings.dynamodbPort,
    mapping: {
      ...{ functionKey: 'usersPublish', tableName: 'users', batchSize: 2, maximumRetryAttempts },
      reportBatchItemFailures: true,
      matches: (record) => (record as _Record).dynamodb?.Keys?.sk?.S === 'USER',
    },
    checkpoints: new Checkpoints(checkpointFile()),
    invoke: async (_, event) => {
      const ids = (event as { Records: _Record[] }).Records.map(({ dynamodb: image }) => image?.Keys?.pk?.S ?? '');
      invoked.push(...ids);
      const failed = (event as { Records: _Record[] }).Records[ids.findIndex((id) => reports(id))];
      if (failed) return { response: { batchItemFailures: [{ itemIdentifier: failed.dynamodb?.SequenceNumber }] } };
      return ids.some((id) => fails(id)) ? { error: 'refused' } : { response: null };
    },
    log: { error: (message) => errors.push(message), warning: (message) => warnings.push(message) },
    shardsListedEveryMs: 100,
  });
  source.start();
  sources.push(source);
  return source;
}

async function put(...ids: string[]): Promise<void> {
  const client = dynamodbClient(settings.dynamodbPort);
  for (const id of ids) {
    const [pk = '', sk = 'USER'] = id.split('/');
    await client.send(new PutItemCommand({ TableName: 'users', Item: { pk: { S: pk }, sk: { S: sk } } }));
  }
  client.destroy();
}

/** Called while DynamoDB Local is stopped, since it is its database that is changed. */
function changeDatabase(sql: string): void {
  const database = new DatabaseSync(path.join(settings.localDir, 'dynamodb/data/local_us-east-1.db'));
  database.exec(sql);
  database.close();
}

/** What DynamoDB Local does with a shard after 4 hours: it gets an end, and a successor that new records go to. */
const closeShard = () =>
  changeDatabase(`
    INSERT INTO ss
      SELECT StreamID, ShardID || '1', CreationDateTime, NULL, (SELECT MAX(SequenceNumber) + 1 FROM us), NULL, ShardID
      FROM ss;
    UPDATE ss SET SequenceNumberEnd = (SELECT MAX(SequenceNumber) FROM us), DeletionDateTime = CreationDateTime
      WHERE ParentShardID IS NULL`);

/** What DynamoDB Local does with records after 24 hours: they are gone. The last one stays here. */
const trimShard = () => changeDatabase('DELETE FROM us WHERE SequenceNumber < (SELECT MAX(SequenceNumber) FROM us)');

test('the function gets what matches, in its order, and a later source goes on behind it', async () => {
  await put('a', 'b', 'x/OTHER', 'c');
  const first = startSource();
  await eventually(() => expect(invoked).toEqual(['a', 'b', 'c']));
  await first.stop();
  await put('d');

  startSource();

  await eventually(() => expect(invoked).toEqual(['a', 'b', 'c', 'd']));
}, 60_000);

test('a batch that fails comes again until it succeeds, before any other', async () => {
  let failures = 3;
  fails = (id) => id === 'a' && failures-- > 0;
  await put('a', 'b', 'c');

  startSource();

  await eventually(() => expect(invoked).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b', 'c']));
}, 60_000);

test('of a batch that fails in part, what failed and all behind it comes again', async () => {
  let reported = 2;
  reports = (id) => id === 'b' && reported-- > 0;
  await put('a', 'b', 'c');

  startSource();

  await eventually(() => expect(invoked).toEqual(['a', 'b', 'b', 'b', 'c']));
}, 60_000);

test('a batch that fails more often than it is retried is given up, and the next one is done', async () => {
  fails = (id) => id === 'a';
  await put('a', 'b', 'c');

  startSource({ maximumRetryAttempts: 1 });

  await eventually(() => expect(invoked).toEqual(['a', 'b', 'a', 'b', 'c']));
  expect(errors).toEqual(['usersPublish: gives up 2 records of users']);
}, 60_000);

test('a checkpoint whose record is kept no more begins at the oldest one', async () => {
  await put('a');
  const first = startSource();
  await eventually(() => expect(invoked).toEqual(['a']));
  await first.stop();
  await put('b', 'c');
  await dynamodb.stop();
  trimShard();
  await dynamodb.restart();

  startSource();

  await eventually(() => expect(invoked).toEqual(['a', 'c']));
}, 60_000);

test('a batch that was not done when the source stopped is done by the next one', async () => {
  fails = () => true;
  await put('a');
  const first = startSource();
  await eventually(() => expect(invoked).toContain('a'));
  await first.stop();
  invoked = [];
  fails = () => false;

  startSource();

  await eventually(() => expect(invoked).toEqual(['a']));
}, 60_000);

test('it goes on after DynamoDB was away or did not answer', async () => {
  startSource();
  await put('a');
  await eventually(() => expect(invoked).toEqual(['a']));

  await dynamodb.stop();
  await dynamodb.restart();
  await put('b');
  await eventually(() => expect(invoked).toEqual(['a', 'b']));

  await dynamodb.suspend();
  warnings.length = 0;
  await eventually(() => expect(warnings).not.toEqual([]));
  await dynamodb.resume();
  await put('c');
  await eventually(() => expect(invoked).toEqual(['a', 'b', 'c']));
}, 90_000);

test('the successor of a shard that is closed meanwhile is read, after it', async () => {
  startSource();
  await put('a', 'b', 'c');
  await eventually(() => expect(invoked).toEqual(['a', 'b', 'c']));

  await dynamodb.stop();
  closeShard();
  await dynamodb.restart();
  await eventually(() => expect(readFileSync(checkpointFile(), 'utf8')).toContain('SHARD_END'), { withinMs: 30_000 });
  await put('d');

  await eventually(() => expect(invoked).toEqual(['a', 'b', 'c', 'd']));
}, 90_000);

test('a file that holds no checkpoints is refused, with what to do', () => {
  writeFileSync(checkpointFile(), '{"half');

  expect(() => new Checkpoints(checkpointFile())).toThrow('checkpoints.json holds no checkpoints');
});

test('a table that is made anew while its stream is read has another stream, which is read', async () => {
  startSource();
  await put('a');
  await eventually(() => expect(invoked).toEqual(['a']));

  const client = dynamodbClient(settings.dynamodbPort);
  await client.send(new DeleteTableCommand({ TableName: 'users' }));
  client.destroy();
  await createTables(settings);
  await put('b');

  await eventually(() => expect(invoked).toEqual(['a', 'b']), { withinMs: 30_000 });
}, 60_000);
