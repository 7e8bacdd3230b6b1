import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from './support/eventually.ts';
import { committed, connect, createTopic, disconnect, members, produce } from './support/kafka.ts';
import { startLambdaEndpoint } from './support/lambda-endpoint.ts';
import { brokers, newKafka, readAll } from './support/topics.ts';

let lambda: Awaited<ReturnType<typeof startLambdaEndpoint>>;
let folder: string;
const commands = new Set<ChildProcess>();
beforeAll(async () => {
  await connect();
  folder = await mkdtemp(path.join(tmpdir(), 'msk-event-source-'));
  lambda = await startLambdaEndpoint();
}, 40_000);
afterAll(async () => {
  for (const command of commands) command.kill('SIGKILL');
  await lambda.stop();
  await disconnect();
  await rm(folder, { recursive: true });
}, 20_000);

test('records of a topic reach the functions of a Lambda endpoint until Ctrl-C', async () => {
  const [topic, deadLetters] = [await createTopic(), await createTopic()];
  await produce(topic, { 0: ['a', 'b'] });
  const config = await writeConfig([
    mappingOf('endpoint-local-echo', topic, { ConsumerGroupId: randomUUID() }),
    {
      ...mappingOf('endpoint-local-fail', topic, { ConsumerGroupId: randomUUID() }),
      ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 1 },
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: `kafka://${deadLetters}` } },
    },
  ]);

  const command = start(['--endpoint', lambda.endpoint, '--brokers', brokers.join(), '--config', config]);

  await eventually(() => {
    expect(command.output()).toContain(`endpoint-local-echo  ok  ${topic}-0 @0-1  2 records`);
    expect(command.output()).toContain(`SENT TO kafka://${deadLetters}  ${topic}-0 @0-1  2 records`);
  });
  const url = /metrics: (\S+)/.exec(command.output())?.[1] ?? '';
  const { mappings } = (await (await fetch(url)).json()) as {
    mappings: { function: string; consumerGroupId: string }[];
  };
  expect(mappings.map((mapping) => mapping.function).sort()).toEqual(['endpoint-local-echo', 'endpoint-local-fail']);
  command.process.kill('SIGINT');
  expect(await once(command.process, 'exit')).toEqual([0, null]);
  for (const { consumerGroupId } of mappings) {
    expect(await committed(consumerGroupId, topic)).toEqual({ 0: 2 });
    expect(await members(consumerGroupId)).toEqual([]);
  }
  expect(await readAll(newKafka(), deadLetters)).toHaveLength(2);
}, 40_000);

test.each([
  [['--config', 'x'], 2, 'this would invoke functions of AWS itself, in us-east-1: add --yes, or --endpoint'],
  [['--endpoint', 'http://lambda.us-east-1.amazonaws.com', '--config', 'x'], 2, 'add --yes'],
  [['--endpoint', 'http://127.0.0.1:1', '--stack', 'x'], 1, 'ECONNREFUSED 127.0.0.1:1'],
  [['--endpoint', 'http://127.0.0.1:1', '--config', '/none.json'], 1, "no such file or directory, open '/none.json'"],
  [[], 2, 'Try --help'],
])('%j ends with %i and says why', async (args, code, words) => {
  const command = start(args);

  expect(await once(command.process, 'exit')).toEqual([code, null]);
  expect(command.output()).toContain(words);
});

test.each([
  ['[{"Topics":', 'is not JSON'],
  ['{}', 'is no list of objects'],
  ['[]', 'there is no Kafka event source mapping'],
  [JSON.stringify([{ ...mappingOf('f', 't', {}), BatchSize: 0 }]), 'BatchSize'],
])('the configuration %s is refused', async (text, words) => {
  const file = path.join(folder, `${randomUUID()}.json`);
  await writeFile(file, text);

  const command = start(['--endpoint', 'http://127.0.0.1:1', '--config', file]);

  expect(await once(command.process, 'exit')).toEqual([1, null]);
  expect(command.output()).toContain(words);
});

function mappingOf(FunctionName: string, topic: string, group: object) {
  return {
    FunctionName,
    EventSourceArn: 'arn:aws:kafka:us-east-1:000000000000:cluster/local/11111111-2222-3333-4444-555555555555-1',
    Topics: [topic],
    StartingPosition: 'TRIM_HORIZON',
    AmazonManagedKafkaEventSourceConfig: group,
  };
}

async function writeConfig(mappings: readonly object[]): Promise<string> {
  const file = path.join(folder, `${randomUUID()}.json`);
  await writeFile(file, JSON.stringify(mappings));
  return file;
}

function start(args: readonly string[]) {
  const cli = path.resolve(import.meta.dirname, '../src/cli.ts');
  const { AWS_ENDPOINT_URL: _, AWS_REGION: __, ...env } = process.env;
  const child = spawn(process.execPath, [cli, ...args, '--status-port', '0'], {
    env: { ...env, AWS_ENDPOINT_URL_LAMBDA: undefined },
  });
  commands.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  child.once('exit', () => commands.delete(child));
  return { process: child, output: () => output };
}
