import { expect, test } from '@jest/globals';
import { readServiceMappings } from '../../src/definition.ts';
import { serverless3, serverless4 } from '../definition/frameworks.ts';
import {
  kafka,
  msk,
  mskLogicalId,
  now,
  only,
  provisioned,
  rawMapping,
  readEvents,
  readExtended,
  readRaw,
  refusal,
  serverless,
  shopArn,
} from '../definition/service.ts';

test('case 22: a batching window of 0 in serverless.yml means 500 ms, with a warning that the framework drops it', () => {
  const definition = readEvents([msk({ maximumBatchingWindow: 0 })]);

  expect(only(definition).batchingWindowMs).toBe(500);
  expect(definition.warnings).toEqual([
    expect.stringMatching(/msk\.maximumBatchingWindow is 0, which the framework drops/),
  ]);
});

test.each([0, 10_001])('case 26: a batch size of %d is refused with the range', (batchSize) => {
  expect(refusal(() => readEvents([msk({ batchSize })]))).toBe(
    `function "consumer" (${mskLogicalId}): BatchSize is ${batchSize}: it must be an integer from 1 to 10000`,
  );
});

test.each([301, 1.5])('case 28: a batching window of %d s is refused with the range', (maximumBatchingWindow) => {
  expect(refusal(() => readEvents([kafka({ maximumBatchingWindow })]))).toMatch(
    `MaximumBatchingWindowInSeconds is ${maximumBatchingWindow}: it must be an integer from 0 to 300`,
  );
});

test('case 45: without a starting position, serverless.yml means TRIM_HORIZON', () => {
  expect(only(readEvents([msk()])).startingPosition).toEqual({ kind: 'TRIM_HORIZON' });
  expect(only(readEvents([kafka()])).startingPosition).toEqual({ kind: 'TRIM_HORIZON' });
});

test('case 47: AT_TIMESTAMP is refused without a timestamp, and with one in the future', () => {
  const missing = () => readEvents([msk({ startingPosition: 'AT_TIMESTAMP' })]);
  const inSeconds = now / 1000 + 1;
  const future = () => readEvents([msk({ startingPosition: 'AT_TIMESTAMP', startingPositionTimestamp: inSeconds })]);

  expect(refusal(missing)).toMatch('StartingPositionTimestamp is missing: AT_TIMESTAMP needs it, in seconds');
  expect(refusal(future)).toMatch(`StartingPositionTimestamp is ${inSeconds}, in the future`);
});

test('case 52: a mapping with enabled: false is read and says so', () => {
  expect(only(readEvents([msk({ enabled: false })])).enabled).toBe(false);
  expect(only(readEvents([msk()])).enabled).toBe(true);
});

test.each([
  ['two msk events', [msk(), msk({ batchSize: 5 })], {}],
  ['two kafka events', [kafka(), kafka({ consumerGroupId: 'g' })], {}],
  ['an event and a mapping of the resources', [msk()], { Resources: { RawMapping: rawMapping({}) } }],
])('case 55: %s for one function, cluster and topic are refused as a conflict', (_what, events, resources) => {
  expect(refusal(() => readEvents(events, { resources }))).toMatch('ResourceConflictException');
});

test.each([
  [{ MaximumRetryAttempts: 2 }],
  [{ MaximumRecordAgeInSeconds: 60 }],
  [{ BisectBatchOnFunctionError: true }],
  [{ FunctionResponseTypes: ['ReportBatchItemFailures'] }],
])('case 62: %j is refused on demand and accepted in provisioned mode', (properties) => {
  const [property] = Object.keys(properties);

  expect(refusal(() => readExtended(properties))).toMatch(`${property} needs provisioned mode`);
  expect(readExtended({ ...properties, ...provisioned }).mappings).toHaveLength(1);
});

test.each([30, 59, 604_801])('case 68: a maximum record age of %d s is refused with the range', (seconds) => {
  expect(refusal(() => readExtended({ MaximumRecordAgeInSeconds: seconds, ...provisioned }))).toMatch(
    `MaximumRecordAgeInSeconds is ${seconds}: it must be an integer from 60 to 604800, or -1`,
  );
});

test('case 73: a function timeout over 14 minutes brings a warning', () => {
  const read = (timeout: number) =>
    readServiceMappings(serverless({ functions: { consumer: { events: [msk()], timeout } } }), now);

  expect(read(900).warnings).toEqual([expect.stringMatching(/timeout of 900 s: .* at most 14 minutes/)]);
  expect(read(840).warnings).toEqual([]);
});

test('case 90: the source topic as its own on-failure destination is refused', () => {
  expect(
    refusal(() =>
      readExtended({ ...provisioned, DestinationConfig: { OnFailure: { Destination: 'kafka://orders' } } }),
    ),
  ).toMatch('DestinationConfig.OnFailure.Destination is kafka://orders, the topic that is read');
});

test('case 91: a Kafka topic as on-failure destination is refused on demand', () => {
  const destination = { DestinationConfig: { OnFailure: { Destination: 'kafka://dlt' } } };

  expect(refusal(() => readExtended(destination))).toMatch(
    'DestinationConfig.OnFailure.Destination needs provisioned mode',
  );
  expect(only(readExtended({ ...destination, ...provisioned })).onFailureDestination).toEqual({
    kind: 'kafka',
    topic: 'dlt',
  });
});

test('case 93: an empty on-failure destination is none', () => {
  expect(only(readEvents([kafka({ onFailureDestination: '' })])).onFailureDestination).toBeUndefined();
  const raw = readRaw({ DestinationConfig: { OnFailure: { Destination: '' } } });
  expect(only(raw).onFailureDestination).toBeUndefined();
  expect(only(raw).maximumRetryAttempts).toBeUndefined();
});

test('case 109: 6 filters bring a warning about the default quota, 11 are refused', () => {
  const filterPatterns = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ value: { status: [`s${index}`] } }));

  expect(readEvents([msk({ filterPatterns: filterPatterns(5) })]).warnings).toEqual([]);
  expect(readEvents([msk({ filterPatterns: filterPatterns(6) })]).warnings).toEqual([expect.stringMatching(/\b5\b/)]);
  expect(refusal(() => readEvents([msk({ filterPatterns: filterPatterns(11) })]))).toMatch('a list of 1 to 10');
});

test.each([
  ['{"value":{"a":"x"}}', 'value.a'],
  ['{}', ''],
  ['{"value":{"a":[{"contains":"x"}]}}', 'value.a'],
  ['{"value":', 'JSON'],
])('case 110: the filter pattern %s is refused and its place named', (Pattern, place) => {
  const text = refusal(() => readRaw({ FilterCriteria: { Filters: [{ Pattern }] } }));

  expect(text).toMatch('FilterCriteria.Filters.0.Pattern');
  expect(text).toMatch(place);
});

test.each([
  ['AmazonManagedKafkaEventSourceConfig', {}],
  ['SelfManagedKafkaEventSourceConfig', selfManaged()],
])('case 116: a schema registry in %s is refused', (config, source) => {
  const registry = { SchemaRegistryConfig: { SchemaRegistryURI: 'https://registry.example.com' } };

  expect(refusal(() => readRaw({ ...source, ...provisioned, [config]: registry }))).toMatch(
    `${config}.SchemaRegistryConfig is not supported: serverless-offline-msk has no schema registry`,
  );
});

test('case 120: what resources.extensions adds to an event is honoured', () => {
  const mapping = only(
    readExtended({
      ...provisioned,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 3,
      MaximumRecordAgeInSeconds: 60,
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:000000000000:failed' } },
    }),
  );

  expect(mapping).toMatchObject({
    provisionedPollers: { minimum: 1, maximum: 1 },
    reportBatchItemFailures: true,
    maximumRetryAttempts: 3,
    maximumRecordAgeMs: 60_000,
    bisectBatchOnFunctionError: true,
    onFailureDestination: { kind: 'sqs', arn: 'arn:aws:sqs:eu-west-1:000000000000:failed' },
  });
});

test.each([
  ['Fn::GetAtt', { 'Fn::GetAtt': ['ConsumerLambdaFunction', 'Arn'] }],
  ['Ref', { Ref: 'ConsumerLambdaFunction' }],
  ['Fn::Sub', { 'Fn::Sub': `\${ConsumerLambdaFunction.Arn}` }],
  ['an alias', { 'Fn::Join': [':', [{ 'Fn::GetAtt': ['ConsumerLambdaFunction', 'Arn'] }, 'live']] }],
  ['its name', 'shop-dev-consumer'],
  ['its ARN', 'arn:aws:lambda:eu-west-1:000000000000:function:shop-dev-consumer'],
])('case 121: a mapping of the resources that gives its function by %s is honoured', (_how, FunctionName) => {
  const mapping = only(readRaw({ FunctionName, BatchSize: 7 }));

  expect(mapping).toMatchObject({ logicalId: 'RawMapping', batchSize: 7, topic: 'orders' });
  expect(mapping.function).toEqual({
    key: 'consumer',
    arn: 'arn:aws:lambda:eu-west-1:000000000000:function:shop-dev-consumer',
    timeoutMs: 6000,
  });
});

test.each([
  ['serverless 3.40', serverless3],
  ['serverless 4', serverless4],
])('case 123: the events of %s with all keys of its schemas are honoured', (_name, framework) => {
  const { mappings, warnings } = readServiceMappings(framework(), now);

  expect(warnings).toEqual([]);
  expect(mappings).toEqual([
    expect.objectContaining({
      logicalId: 'ConsumerEventSourceMappingMSKShopOrders',
      source: { kind: 'msk', eventSourceArn: shopArn },
      ...everyKey,
    }),
    expect.objectContaining({
      logicalId: 'ConsumerEventSourceMappingKafkaUsers',
      source: { kind: 'kafka', bootstrapServers: ['b-1.example.com:9096', 'b-2.example.com:9096'] },
      ...everyKey,
      topic: 'users',
      consumerGroupId: 'users-group',
    }),
  ]);
});

const everyKey = {
  topic: 'orders',
  batchSize: 20,
  batchingWindowMs: 3000,
  enabled: false,
  startingPosition: { kind: 'AT_TIMESTAMP', timestampMs: 1_545_084_650_000 },
  consumerGroupId: 'orders-group',
  filterPatterns: [{ value: { status: ['paid'] } }],
};

test('case 124: queue consumption is refused', () => {
  const queue = { SelfManagedKafkaEventSourceConfig: { ConsumptionMode: 'Queue' } };

  expect(refusal(() => readRaw({ ...selfManaged(), ...queue }))).toMatch(
    'SelfManagedKafkaEventSourceConfig.ConsumptionMode is Queue, which serverless-offline-msk does not support',
  );
});

test.each([
  [{ Ref: 'NoSuchParameter' }],
  [{ 'Fn::ImportValue': 'shop-cluster' }],
  [{ 'Fn::Sub': `arn:aws:kafka:\${AWS::Region}:\${AWS::AccountId}:cluster/\${Name}` }],
  [{ 'Fn::GetAtt': ['Cluster', 'Arn'] }],
  [`arn:aws:kafka:\${AWS::Region}:111122223333:cluster/shop/id`],
])('case 125: the cluster ARN %j becomes the same placeholder at every start', (arn) => {
  const first = only(readEvents([msk({ arn })]));
  const second = only(readEvents([msk({ arn })]));

  expect(first.source).toEqual({
    kind: 'msk',
    eventSourceArn: expect.stringMatching(/^arn:aws:kafka:eu-west-1:000000000000:cluster\/[\w-]+\/[0-9a-f-]{36}$/),
  });
  expect(second).toEqual(first);
});

test('case 125: a cluster ARN that refers to a parameter is the parameter’s default', () => {
  const Parameters = { ClusterArn: { Type: 'String', Default: shopArn } };
  const mapping = only(readEvents([msk({ arn: { Ref: 'ClusterArn' } })], { resources: { Parameters } }));

  expect(mapping.source).toEqual({ kind: 'msk', eventSourceArn: shopArn });
});

function selfManaged() {
  const Endpoints = { KafkaBootstrapServers: ['b-1.example.com:9096'] };
  return { EventSourceArn: undefined, SelfManagedEventSource: { Endpoints } };
}
