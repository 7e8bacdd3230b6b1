import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { buildApp } from 'fauxqs';
import { createDestination } from '../../src/destinations/create.ts';
import type { EventSourceMapping, OnFailureDestination } from '../../src/mapping.ts';
import { allValues, countOf, startSource } from '../support/event-source.ts';
import { eventually } from '../support/eventually.ts';
import { newMapping } from '../support/failed-batch.ts';
import { committed, connect, createTopic, disconnect, produce } from '../support/kafka.ts';
import { startOffline } from '../support/offline.ts';
import { newKafka, readAll } from '../support/topics.ts';

jest.setTimeout(30_000);
const app = buildApp({ logger: false });
let endpoint: string;
beforeAll(async () => {
  await connect();
  endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await app.close();
  await disconnect();
});

const provisioned = { provisionedPollers: { minimum: 1, maximum: 1 }, maximumRetryAttempts: 0 };
const queue = (name: string): OnFailureDestination => ({
  kind: 'sqs',
  arn: `arn:aws:sqs:eu-west-1:000000000000:${name}`,
});
const iso = (timestamp: number) => new Date(timestamp).toISOString();

test('case 25: of a record that fits into no event, the body says so and that nothing was invoked', async () => {
  const topic = await createTopic(1, { 'max.message.bytes': '8000000' });
  await produce(topic, { 0: ['a', 'x'.repeat(5_000_000), 'b'] });
  const bodies = await newQueue('case-25');

  await using source = startSource({
    mapping: { topic, onFailureDestination: queue('case-25') },
    options: { destination: destinationOf(queue('case-25')) },
  });

  const body = JSON.parse((await bodies()) ?? '');
  expect(body).toMatchObject({
    requestContext: { condition: 'MaximumPayloadSizeExceeded', approximateInvokeCount: 0 },
    responseContext: null,
    KafkaBatchInfo: { batchSize: 1 },
  });
  const { [`${topic}-0`]: info, ...others } = body.KafkaBatchInfo.recordsInfo;
  expect(info).toMatchObject({ firstRecordOffset: '1', lastRecordOffset: '1' });
  expect(others).toEqual({});
  await eventually(async () => expect(await committed(source.mapping.consumerGroupId, topic)).toEqual({ 0: 3 }));
  expect(allValues(source).flat()).toEqual(['a', 'b']);
});

test('case 59: after the retries the body has the condition and the function’s error', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a', 'b'] });
  const bodies = await newQueue('case-59');

  await using source = failing({ topic, maximumRetryAttempts: 2, onFailureDestination: queue('case-59') });

  expect(JSON.parse((await bodies()) ?? '')).toMatchObject({
    requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    KafkaBatchInfo: { batchSize: 2 },
  });
  expect(source.invocations).toHaveLength(3);
});

test('case 64: a function that times out is invoked for its second, twice, and is a function error', async () => {
  const [topic, fragileTopic, deadLetters] = [await createTopic(), await createTopic(), await createTopic()];
  const environment = { TOPIC: topic, FRAGILE_TOPIC: fragileTopic, FRAGILE_DESTINATION: `kafka://${deadLetters}` };
  await using offline = await startOffline(environment);

  await produce(fragileTopic, { 0: ['hang'] });

  await eventually(async () => expect(await committed(offline.groupOf(fragileTopic), fragileTopic)).toEqual({ 0: 1 }));
  const durations = [...offline.output().matchAll(/fragile {2}FAILED .* (\d+) ms {2}attempt/g)].map(([, ms]) =>
    Number(ms),
  );
  expect(durations).toHaveLength(2);
  for (const ms of durations) {
    expect(ms).toBeGreaterThanOrEqual(990);
    expect(ms).toBeLessThan(3000);
  }
  const [message] = await readAll(newKafka(), deadLetters);
  expect(JSON.parse(String(message?.value))).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
    responseContext: { functionError: 'Unhandled' },
  });
  await offline.interrupt();
}, 90_000);

test('case 86: a queue gets one body for the partitions of an event, without the records', async () => {
  const topic = await createTopic(2);
  const [first, last, other] = [1_545_084_650_987, 1_545_084_650_990, 1_545_084_651_000];
  await produce(topic, {
    0: [
      { value: 'a', timestamp: `${first}` },
      { value: 'b', timestamp: `${last}` },
    ],
    1: [{ value: 'c', timestamp: `${other}` }],
  });
  const bodies = await newQueue('case-86');

  await using source = failing({ topic, onFailureDestination: queue('case-86'), batchingWindowMs: 1000 });

  const body = JSON.parse((await bodies()) ?? '');
  expect(body.version).toBe('1.0');
  expect(body.requestContext).toMatchObject({ condition: 'RetryAttemptsExhausted', approximateInvokeCount: 1 });
  expect(body.KafkaBatchInfo).toMatchObject({ batchSize: 3, payloadSize: source.invocations[0]?.payload.length });
  expect(body.KafkaBatchInfo.recordsInfo).toEqual({
    [`${topic}-0`]: {
      firstRecordOffset: '0',
      lastRecordOffset: '1',
      firstRecordTimestamp: iso(first),
      lastRecordTimestamp: iso(last),
    },
    [`${topic}-1`]: {
      firstRecordOffset: '0',
      lastRecordOffset: '0',
      firstRecordTimestamp: iso(other),
      lastRecordTimestamp: iso(other),
    },
  });
  expect(body).not.toHaveProperty('payload');
});

test('case 87: an SNS topic gets the same document as its message', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a'] });
  const [bodies, queueBodies] = [await newQueue('case-87'), await newQueue('case-87-itself')];
  const sns = new SNSClient(client());
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'case-87' }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn('case-87') }));

  await using _source = failing({ topic, onFailureDestination: { kind: 'sns', arn: TopicArn } });
  await using _other = failing({ topic, onFailureDestination: queue('case-87-itself') });

  const { Message } = JSON.parse((await bodies()) ?? '');
  const document = JSON.parse((await queueBodies()) ?? '');
  expect(JSON.parse(Message)).toEqual({
    ...document,
    requestContext: { ...document.requestContext, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  });
});

test('case 88: a bucket gets the document with the exact event as a string', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['ä'] });
  const s3 = new S3Client({ ...client(), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'case-88' }));

  await using source = failing({ topic, onFailureDestination: { kind: 's3', arn: 'arn:aws:s3:::case-88' } });

  const Key = await eventually(async () => {
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'case-88' }));
    expect(Contents).toHaveLength(1);
    return Contents?.[0]?.Key ?? '';
  });
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  expect(Key).toContain(`aws/lambda/${source.mapping.uuid}/${topic}-0/${day}/`);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'case-88', Key }));
  const { payload, KafkaBatchInfo } = JSON.parse((await Body?.transformToString()) ?? '');
  expect(payload).toBe(source.invocations[0]?.payload);
  expect(KafkaBatchInfo.payloadSize).toBe(Buffer.byteLength(payload));
});

test('case 94: of a self-managed source the document has the bootstrap servers and no ARN', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a'] });
  const bodies = await newQueue('case-94');
  const source = { kind: 'kafka', bootstrapServers: ['h:9092', 'h2:9092'] } as const;

  await using _source = failing({ topic, source, onFailureDestination: queue('case-94') });

  const { KafkaBatchInfo } = JSON.parse((await bodies()) ?? '');
  expect(KafkaBatchInfo.bootstrapServers).toBe('h:9092,h2:9092');
  expect(KafkaBatchInfo).not.toHaveProperty('eventSourceArn');
});

test('case 95: the invoke count is the first invocation and the retries', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a'] });
  const bodies = await newQueue('case-95');

  await using _source = failing({ topic, maximumRetryAttempts: 3, onFailureDestination: queue('case-95') });

  expect(JSON.parse((await bodies()) ?? '').requestContext.approximateInvokeCount).toBe(4);
});

test('a topic gets a message for each record, and the partition goes on', async () => {
  const [topic, deadLetters] = [await createTopic(), await createTopic()];
  await produce(topic, { 0: [{ key: 'k', value: 'a' }, { value: 'b' }] });

  await using source = failing({ topic, onFailureDestination: { kind: 'kafka', topic: deadLetters } });

  const { consumerGroupId } = source.mapping;
  await eventually(async () => expect(await committed(consumerGroupId, topic)).toEqual({ 0: 2 }));
  const messages = await readAll(newKafka(), deadLetters);
  expect(messages.map(({ key }) => key)).toEqual([Buffer.from('k'), null]);
  const sent = JSON.parse(source.invocations[0]?.payload ?? '').records[`${topic}-0`];
  const received = messages.map(({ value }) => JSON.parse(String(value)).payload.records[`${topic}-0`][0]);
  expect(received).toEqual(sent);
});

test('a destination that refuses the records loses them after three tries, and the partition goes on', async () => {
  const topic = await createTopic();
  await produce(topic, { 0: ['a'] });

  await using source = failing({ topic, onFailureDestination: queue('no-such-queue') });

  const { consumerGroupId } = source.mapping;
  await eventually(async () => expect(await committed(consumerGroupId, topic)).toEqual({ 0: 1 }));
  expect(source.facts.filter(({ name }) => name === 'destination-failed')).toHaveLength(3);
  expect(countOf(source, 'dropped')).toBe(1);
});

test('of a batch with a record that is too large for the topic, only that record is lost', async () => {
  const topic = await createTopic(1, { 'max.message.bytes': '4000000' });
  const deadLetters = await createTopic();
  await produce(topic, { 0: ['a', 'b'.repeat(1_000_000), 'c'] });

  await using source = failing({ topic, onFailureDestination: { kind: 'kafka', topic: deadLetters } });

  const { consumerGroupId } = source.mapping;
  await eventually(async () => expect(await committed(consumerGroupId, topic)).toEqual({ 0: 3 }));
  expect([countOf(source, 'dead-lettered'), countOf(source, 'dropped')]).toEqual([2, 1]);
  expect(await readAll(newKafka(), deadLetters)).toHaveLength(2);
});

function failing(mapping: Partial<EventSourceMapping>) {
  const whole = { ...provisioned, ...mapping };
  return startSource({
    mapping: whole,
    handler: () => {
      throw new Error('as told');
    },
    options: { destination: destinationOf(whole.onFailureDestination) },
  });
}

const destinationOf = (onFailureDestination: OnFailureDestination | undefined) =>
  createDestination(newMapping({ onFailureDestination }), { kafka: newKafka(), aws: { endpoint } });

const client = () => ({ endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
const queueArn = (name: string) => `arn:aws:sqs:eu-west-1:000000000000:${name}`;

/** Gives its messages' bodies one by one, as they come. */
async function newQueue(QueueName: string) {
  const sqs = new SQSClient({ ...client(), useQueueUrlAsEndpoint: false });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
  return async () => {
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 15 }));
    return Messages?.[0]?.Body;
  };
}
