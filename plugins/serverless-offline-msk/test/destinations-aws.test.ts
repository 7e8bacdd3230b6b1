import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildApp } from 'fauxqs';
import { Kafka } from 'kafkajs';
import { createDestination } from '../src/destinations/create.ts';
import { objectKey } from '../src/destinations/s3.ts';
import type { OnFailureDestination } from '../src/mapping.ts';
import { newFailedBatch, newMapping, newRecord } from './support/failed-batch.ts';

const app = buildApp({ logger: false });
let endpoint: string;
beforeAll(async () => {
  endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => app.close());

test('a queue gets the metadata as one message', async () => {
  const { sqs, QueueUrl } = await newQueue('dlq');
  const destination = destinationOf({ kind: 'sqs', arn: 'arn:aws:sqs:eu-west-1:000000000000:dlq' });

  await destination?.send(newFailedBatch());

  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  expect(Messages).toHaveLength(1);
  expect(JSON.parse(Messages?.[0]?.Body ?? '')).toMatchObject({
    requestContext: { condition: 'RetryAttemptsExhausted' },
    KafkaBatchInfo: { batchSize: 1 },
  });
  expect(Messages?.[0]?.Body).not.toContain('"payload"');
});

test('a subscriber of the topic gets the metadata as the message', async () => {
  const { sqs, QueueUrl } = await newQueue('subscriber');
  const sns = new SNSClient(client());
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'failures' }));
  const subscriber = 'arn:aws:sqs:eu-west-1:000000000000:subscriber';
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: subscriber }));
  const destination = destinationOf({ kind: 'sns', arn: TopicArn });

  await destination?.send(newFailedBatch());

  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  const { Message } = JSON.parse(Messages?.[0]?.Body ?? '');
  expect(JSON.parse(Message)).toMatchObject({ KafkaBatchInfo: { batchSize: 1 } });
});

test('a bucket gets an object with the exact event, under the mapping’s first partition', async () => {
  const s3 = new S3Client({ ...client(), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'failures' }));
  const batch = newFailedBatch({ records: [newRecord({ partition: 2 }), newRecord({ partition: 3 })] });
  const onFailureDestination = { kind: 's3', arn: 'arn:aws:s3:::failures' } as const;
  const aws = { endpoint: endpoint.replace('127.0.0.1', 'localhost') };
  const destination = createDestination(newMapping({ onFailureDestination }), { kafka, aws });

  await destination?.send(batch);

  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'failures' }));
  const Key = Contents?.[0]?.Key ?? '';
  expect(Contents).toHaveLength(1);
  expect(Key).toMatch(/^aws\/lambda\/5f0c4d4e-0000-4000-8000-000000000001\/t-2\/\d{4}\/\d\d\/\d\d\/\d{4}-/);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'failures', Key }));
  expect(JSON.parse((await Body?.transformToString()) ?? '').payload).toBe(batch.payload);
});

test('an object’s key holds the time in UTC and a UUID', () => {
  const key = objectKey(newFailedBatch(), new Date('2019-11-14T00:38:06.021Z'), '0-0-0-0-0');

  expect(key).toBe('aws/lambda/5f0c4d4e-0000-4000-8000-000000000001/t-0/2019/11/14/2019-11-14T00.38.06-0-0-0-0-0');
});

test.each<[OnFailureDestination, string]>([
  [{ kind: 'sqs', arn: 'arn:aws:sqs:eu-west-1:000000000000:missing' }, 'queue does not exist'],
  [{ kind: 'sns', arn: 'arn:aws:sns:eu-west-1:000000000000:missing' }, 'does not exist'],
  [{ kind: 's3', arn: 'arn:aws:s3:::missing' }, 'does not exist'],
])('a delivery to %j that is refused rejects with the service’s words', async (onFailureDestination, words) => {
  const destination = destinationOf(onFailureDestination);

  await expect(destination?.send(newFailedBatch())).rejects.toThrow(words);
});

test('nothing is sent to AWS unasked', async () => {
  const mapping = newMapping({ onFailureDestination: { kind: 'sqs', arn: 'arn:aws:sqs:eu-west-1:000000000000:dlq' } });
  const destination = createDestination(mapping, { kafka, aws: {} });

  await expect(destination?.send(newFailedBatch())).rejects.toThrow('set AWS_ENDPOINT_URL or AWS_ENDPOINT_URL_SQS');
});

test('a mapping without a destination has none', () => {
  expect(destinationOf(undefined)).toBeUndefined();
});

const kafka = new Kafka({ brokers: ['127.0.0.1:1'] });
const client = () => ({ endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
const destinationOf = (onFailureDestination: OnFailureDestination | undefined) =>
  createDestination(newMapping({ onFailureDestination }), { kafka, aws: { endpoint } });

async function newQueue(QueueName: string) {
  const sqs = new SQSClient({ ...client(), useQueueUrlAsEndpoint: false });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
  return { sqs, QueueUrl };
}
