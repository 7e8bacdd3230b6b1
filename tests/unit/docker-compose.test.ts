import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { execa } from 'execa';
import { parse } from 'yaml';
import { deployParameters } from '../../localstack/localstack.ts';
import { credentials, readSettings } from '../../stack/settings.ts';
import { definedTables, readTables } from '../../stack/tables.ts';
import { definedTopics } from '../../stack/topics.ts';

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true });
const { redpanda, topics, localstack } = compose.services;
const functions = compose.services['localstack-functions'];

let bin: string;

beforeEach(() => {
  bin = mkdtempSync(path.join(tmpdir(), 'bin-'));
});

afterEach(() => rmSync(bin, { recursive: true }));

/** Runs a script with a command that does nothing, and gives the arguments of each call. */
async function callsOf(command: string, script: string[], env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const calls = path.join(bin, 'calls');
  writeFileSync(path.join(bin, command), `#!/bin/sh\necho "$@" >> ${calls}\necho CREATE_COMPLETE\n`, { mode: 0o755 });
  const [shell = '', ...args] = script;
  await execa(shell, args, { env: { ...env, PATH: `${bin}:${process.env.PATH}` } });
  return readFileSync(calls, 'utf8').trim().split('\n');
}

test('docker-compose.yml keeps to the Compose specification', () => {
  const schema = JSON.parse(readFileSync('tests/unit/fixtures/compose-spec.json', 'utf8'));
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });

  ajv.validate(schema, compose);

  expect(ajv.errors).toBeNull();
});

test('images are pinned to a version', () => {
  const images = Object.values<{ image: string }>(compose.services).map(({ image }) => image);

  for (const image of images) expect(image).toMatch(/:v?\d+\.\d+\.\d+$/);
});

test('what is published listens on 127.0.0.1, on the ports of the settings', () => {
  const { kafkaPort, dynamodbPort } = readSettings({});

  expect(redpanda.ports).toEqual([`127.0.0.1:\${KAFKA_PORT:-${kafkaPort}}:9092`]);
  expect(redpanda.command.join(' ')).toContain(`external://127.0.0.1:\${KAFKA_PORT:-${kafkaPort}}`);
  expect(localstack.ports).toEqual([`127.0.0.1:\${DYNAMODB_PORT:-${dynamodbPort}}:4566`]);
  expect(functions.ports).toEqual(localstack.ports);
});

test('it makes the topics that the embedded stack makes', async () => {
  const script = [...topics.entrypoint, ...topics.command].map((word: string) =>
    word.replaceAll('$$', '$').replace('/events/', 'events/'),
  );

  const calls = await callsOf('rpk', script);

  expect(calls).toEqual(
    definedTopics().map(
      ({ topic, numPartitions }) =>
        `topic create ${topic} --partitions ${numPartitions} --if-not-exists --brokers redpanda:29092`,
    ),
  );
  expect(topics.volumes).toEqual(['./events:/events:ro']);
});

test('it makes the tables that the embedded stack makes, in the same region', async () => {
  const calls = await callsOf('awslocal', ['localstack/ready.d/tables.sh'], { FUNCTIONS: 'functions' });

  const templates = calls.flatMap((call) => /create-stack .*file:\/\/(\S+)/.exec(call)?.[1] ?? []);
  expect(templates.flatMap((file) => readTables(readFileSync(file, 'utf8')))).toEqual(definedTables());
  expect(localstack.volumes).toEqual([
    './localstack/ready.d:/etc/localstack/init/ready.d:ro',
    './functions:/functions:ro',
  ]);
  expect(localstack.environment.AWS_DEFAULT_REGION).toBe(credentials.AWS_REGION);
});

test('neither broker creates topics by itself or lets a group wait, as on Amazon MSK', () => {
  const embedded = readFileSync('stack/embedded/kafka/server.properties', 'utf8').split('\n');

  expect(embedded).toContain('auto.create.topics.enable=false');
  expect(embedded).toContain('group.initial.rebalance.delay.ms=0');
  expect(redpanda.command).toContain('--set=redpanda.auto_create_topics_enabled=false');
  expect(redpanda.command).toContain('--set=redpanda.group_initial_rebalance_delay=0');
});

test('the LocalStack that functions are deployed to is not started with the stack, and is like the other one', () => {
  expect(functions.profiles).toEqual(['functions']);
  expect(functions.image).toBe(localstack.image);
  expect(functions.environment).toMatchObject(localstack.environment);
});

test('deployed functions find the broker and LocalStack under the names that these have in their network', () => {
  const internalListener = redpanda.command.join(' ').match(/advertise-kafka-addr=internal:\/\/([^,]+)/)?.[1];

  expect(functions.environment.LAMBDA_DOCKER_NETWORK).toBe(`${compose.name}_default`);
  expect(deployParameters('docker')).toEqual([`brokers=${internalListener}`]);
});

test('LocalStack on the host is configured as the one that functions are deployed to', () => {
  const source = readFileSync('localstack/host/start.ts', 'utf8');
  const others = ['LOCALSTACK_HOST', 'LAMBDA_DOCKER_NETWORK', 'LAMBDA_IGNORE_ARCHITECTURE', 'AWS_DEFAULT_REGION'];

  for (const [name, value] of Object.entries(functions.environment)) {
    if (!others.includes(name)) expect(source).toContain(`${name}: '${value}'`);
  }
});
