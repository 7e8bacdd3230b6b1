import { beforeAll, expect, test } from '@jest/globals';
import { definedTopics } from '../../../stack/topics.ts';
import { packaged, parameters, type Template } from '../support/packaged.ts';
import { identityViolations } from './identities.ts';
import { permissionViolations } from './permissions.ts';

const CONSUMER = 'OrdersOnUserCreatedEventSourceMappingMSKKafkaClusterUsercreated';
const provisioned = parameters.msk.replace('-s1', '-1');
const secret = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:AmazonMSK_shop-AbCdEf';

let template: Template;

beforeAll(async () => {
  template = await packaged('prod');
}, 120_000);

test('an update replaces no table, queue or mapping, and loses no consumer group', () => {
  expect(identityViolations(template)).toEqual([]);
});

test('a consumer group without its name, another table name or key, and a lost mapping are found', () => {
  const copy = structuredClone(template);
  delete copy.Resources[CONSUMER]?.Properties.AmazonManagedKafkaEventSourceConfig;
  (copy.Resources.UsersTable as { Properties: { TableName: string } }).Properties.TableName = 'people';
  copy.Resources.OrdersTable?.Properties.KeySchema.pop();
  delete copy.Resources.OnFailureQueue;
  (copy.Resources.OrdersTable as { Properties: object }).Properties = {
    ...copy.Resources.OrdersTable?.Properties,
    StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
  };

  expect(identityViolations(copy)).toEqual([
    'UsersTable has another TableName: "people"',
    'OrdersTable has another KeySchema: ["pk HASH"]',
    'OrdersTable has another StreamSpecification: {"StreamViewType":"KEYS_ONLY"}',
    'OnFailureQueue is gone',
    `${CONSUMER} has another AmazonManagedKafkaEventSourceConfig: undefined`,
  ]);
});

test("another cluster's mappings have the same logical ids", async () => {
  const other = await packaged('prod', { ...parameters, msk: parameters.msk.replace('shop', 'other') });

  expect(identityViolations(other)).toEqual([]);
  expect(other.Parameters.KafkaCluster?.Default).toContain(':cluster/other/');
}, 120_000);

test('streams are retried until their records end, bisected, and what is given up goes to the queue', () => {
  for (const id of [
    'UsersPublishEventSourceMappingDynamodbUsersTable',
    'OrdersPublishEventSourceMappingDynamodbOrdersTable',
  ])
    expect(template.Resources[id]?.Properties).toMatchObject({
      MaximumRetryAttempts: -1,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FilterCriteria: { Filters: [{ Pattern: expect.stringContaining('"eventName":["INSERT"]') }] },
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['OnFailureQueue', 'Arn'] } } },
    });
});

test('on-demand mappings give nothing up: they have nothing that only provisioned pollers obey', () => {
  expect(Object.keys(template.Resources[CONSUMER]?.Properties).sort()).toEqual([
    'AmazonManagedKafkaEventSourceConfig',
    'EventSourceArn',
    'FunctionName',
    'StartingPosition',
    'Topics',
  ]);
});

test('with pollers the mappings are provisioned, take a list of failures, and send what is given up to the queue', async () => {
  const withPollers = await packaged('prod', { ...parameters, pollers: '2' });

  expect(withPollers.Resources[CONSUMER]?.Properties).toMatchObject({
    AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'orders-on-user-created' },
    ProvisionedPollerConfig: { MinimumPollers: 2 },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 10_000,
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['OnFailureQueue', 'Arn'] } } },
  });
  // Not at once: on-demand pollers, which are there until the update is over, would take a list of failures for success.
  expect(partialFailuresOf(withPollers)).toBe('false');
  expect(permissionViolations(withPollers).sort()).toEqual([
    'ordersOnUserCreated may sqs:SendMessage on OnFailureQueue.Arn',
    'usersOnOrderCreated may sqs:SendMessage on OnFailureQueue.Arn',
  ]);
}, 120_000);

const partialFailuresOf = (template: Template) =>
  template.Resources.OrdersOnUserCreatedLambdaFunction?.Properties.Environment.Variables.PARTIAL_FAILURES;

test('with partial failures consumers report them, and an alarm tells of each', async () => {
  const both = await packaged('prod', { ...parameters, pollers: '2', partialFailures: 'true' });

  expect(partialFailuresOf(both)).toBe('true');
  expect(both.Resources.OrdersOnUserCreatedFailedRecordsFilter?.Properties.FilterPattern).toBe('{ $.failed.id = "*" }');
  expect(both.Resources.OrdersOnUserCreatedFailedRecordsAlarm).toBeDefined();
}, 120_000);

test('with a secret, pollers and producers read it and authenticate by SCRAM, not by IAM', async () => {
  const scram = await packaged('prod', { ...parameters, msk: provisioned, scramSecret: secret });

  expect(scram.Resources[CONSUMER]?.Properties).toMatchObject({
    SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: secret }],
    AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'orders-on-user-created' },
  });
  expect(scram.Resources.UsersPublishLambdaFunction?.Properties.Environment.Variables).toMatchObject({
    KAFKA_AUTH: 'scram',
    KAFKA_SCRAM_SECRET: secret,
  });
  const keys = 'arn:aws:kms:eu-central-1:123456789012:key/*';
  const forTheSecret = `if {"StringEquals":{"kms:EncryptionContext:SecretARN":"${secret}","kms:ViaService":"secretsmanager.eu-central-1.amazonaws.com"}}`;
  const more = permissionViolations(scram).filter((violation) => violation.includes(' may '));
  const clients = ['usersPublish', 'usersOnOrderCreated', 'ordersPublish', 'ordersOnUserCreated', 'topicsCreate'];
  expect(more.filter((violation) => !violation.includes(':kafka:')).sort()).toEqual(
    clients
      .flatMap((key) => [
        `${key} may secretsmanager:DescribeSecret on ${secret}`,
        `${key} may secretsmanager:GetSecretValue on ${secret}`,
        `${key} may kms:Decrypt on ${keys} ${forTheSecret}`,
      ])
      .sort(),
  );
  expect(JSON.stringify(scram)).not.toContain('kafka-cluster:');
}, 120_000);

test('the topics are made before the mappings, with their partitions', () => {
  expect(template.Resources[CONSUMER]?.DependsOn).toContain('KafkaTopics');
  expect(template.Resources.KafkaTopics).toMatchObject({
    DependsOn: ['TopicsCreateLambdaFunction'],
    Properties: {
      ServiceTimeout: 120,
      Topics: definedTopics().map(({ topic, numPartitions }) => ({ topic, partitions: numPartitions })),
    },
  });
});

test('only what speaks Kafka itself is in the VPC', () => {
  const inVpc = Object.entries(template.Resources).filter(([, { Properties }]) => Properties?.VpcConfig);

  expect(inVpc.map(([logicalId]) => logicalId).sort()).toEqual([
    'OrdersPublishLambdaFunction',
    'TopicsCreateLambdaFunction',
    'UsersPublishLambdaFunction',
  ]);
  expect(inVpc[0]?.[1].Properties.VpcConfig).toEqual({
    SubnetIds: parameters.subnets.split(','),
    SecurityGroupIds: [parameters.securityGroups],
  });
});
