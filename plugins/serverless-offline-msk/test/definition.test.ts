import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DefinitionError, readConfigMappings, readServiceMappings, readTemplateMappings } from '../src/definition.ts';
import { serverless3, serverless4 } from './definition/frameworks.ts';
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
} from './definition/service.ts';

test('an event without settings gets the defaults of AWS', () => {
  const mapping = only(readEvents([msk()]));

  expect(mapping).toEqual({
    uuid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    logicalId: mskLogicalId,
    function: {
      key: 'consumer',
      arn: 'arn:aws:lambda:eu-west-1:000000000000:function:shop-dev-consumer',
      timeoutMs: 6000,
    },
    source: { kind: 'msk', eventSourceArn: shopArn },
    topic: 'orders',
    consumerGroupId: mapping.uuid,
    startingPosition: { kind: 'TRIM_HORIZON' },
    batchSize: 100,
    batchingWindowMs: 500,
    enabled: true,
    filterPatterns: [],
    provisionedPollers: undefined,
    reportBatchItemFailures: false,
    maximumRetryAttempts: undefined,
    maximumRecordAgeMs: undefined,
    bisectBatchOnFunctionError: false,
    onFailureDestination: undefined,
  });
});

test('provisioned mode without numbers has 1 to 200 pollers', () => {
  expect(only(readEvents([msk({ provisionedPollerConfig: {} })])).provisionedPollers).toEqual({
    minimum: 1,
    maximum: 200,
  });
});

test('a batching window of 0 that is set in the resources is 0', () => {
  expect(only(readExtended({ MaximumBatchingWindowInSeconds: 0 })).batchingWindowMs).toBe(0);
});

test('-1 for the retries and the record age is no limit, and says nothing that needs provisioned mode', () => {
  const mapping = only(readExtended({ MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: -1 }));

  expect(mapping).toMatchObject({ maximumRetryAttempts: undefined, maximumRecordAgeMs: undefined });
});

test('0 retries are a limit', () => {
  expect(only(readExtended({ MaximumRetryAttempts: 0, ...provisioned })).maximumRetryAttempts).toBe(0);
});

test('a timestamp with a fraction is rounded down to a millisecond', () => {
  const position = { startingPosition: 'AT_TIMESTAMP', startingPositionTimestamp: 1_545_084_650.9876 };

  expect(only(readEvents([kafka(position)])).startingPosition).toEqual({
    kind: 'AT_TIMESTAMP',
    timestampMs: 1_545_084_650_987,
  });
});

test('a function has its own timeout, else the provider’s', () => {
  const events = [msk()];
  const own = serverless({ functions: { consumer: { events, timeout: 7 } }, timeout: 20 });
  const providers = serverless({ functions: { consumer: { events } }, timeout: 20 });

  expect(only(readServiceMappings(own, now)).function.timeoutMs).toBe(7000);
  expect(only(readServiceMappings(providers, now)).function.timeoutMs).toBe(20_000);
});

test.each([
  [{ BatchSize: 'many' }, 'BatchSize is "many": it must be an integer from 1 to 10000'],
  [{ BatchSize: { 'Fn::ImportValue': 'size' } }, 'cannot be resolved here: give an integer from 1 to 10000'],
  [{ Enabled: 'yes' }, 'Enabled is "yes": it must be true or false'],
  [
    { StartingPosition: 'EARLIEST' },
    'StartingPosition is "EARLIEST": it must be TRIM_HORIZON or LATEST or AT_TIMESTAMP',
  ],
  [{ StartingPosition: undefined }, 'StartingPosition is missing'],
  [{ StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: -1 }, 'it must be a Unix time in seconds'],
  [{ Topics: ['a', 'b'] }, 'Topics is ["a","b"]: it must be a list of 1 to 1'],
  [{ Topics: ['.hidden'] }, 'Topics.0 is ".hidden": it must be 2 to 249 letters'],
  [
    { EventSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:queue' },
    'it must be the ARN of an MSK cluster or VPC connection',
  ],
  [{ EventSourceArn: undefined }, 'must have either EventSourceArn (MSK) or SelfManagedEventSource'],
  [{ SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['a:1'] } } }, 'must have either EventSourceArn'],
  [{ EventSourceArn: undefined, SelfManagedEventSource: {} }, 'SelfManagedEventSource.Endpoints is missing'],
  [
    { EventSourceArn: undefined, SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['localhost'] } } },
    'SelfManagedEventSource.Endpoints.KafkaBootstrapServers.0 is "localhost": it must be host:port',
  ],
  [{ SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'g' } }, 'SelfManagedKafkaEventSourceConfig is not for MSK'],
  [
    { AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'a b' } },
    'ConsumerGroupId is "a b": it must be 1 to 200',
  ],
  [{ ProvisionedPollerConfig: { MinimumPollers: 201 } }, 'MinimumPollers is 201: it must be an integer from 1 to 200'],
  [
    { ProvisionedPollerConfig: { MaximumPollers: 2001 } },
    'MaximumPollers is 2001: it must be an integer from 1 to 2000',
  ],
  [{ ProvisionedPollerConfig: { MinimumPollers: 3, MaximumPollers: 2 } }, 'has 3 MinimumPollers: they must be at most'],
  [{ FunctionResponseTypes: ['Partial'] }, 'FunctionResponseTypes.0 is "Partial": it must be ReportBatchItemFailures'],
  [{ MaximumRetryAttempts: 10_001 }, 'MaximumRetryAttempts is 10001: it must be an integer from 0 to 10000, or -1'],
  [
    { DestinationConfig: { OnSuccess: { Destination: 'x' } } },
    'DestinationConfig.OnSuccess is not for event source map',
  ],
  [
    { DestinationConfig: { OnFailure: { Destination: 'arn:aws:lambda:eu-west-1:111122223333:function:f' } } },
    'it must be the ARN of an SQS queue, an SNS topic or an S3 bucket, or kafka://topic',
  ],
  [{ FilterCriteria: { Filters: [{}] } }, 'FilterCriteria.Filters.0.Pattern is missing'],
  [{ LoggingConfig: { SystemLogLevel: 'INFO' } }, 'LoggingConfig needs provisioned mode'],
  [{ MetricsConfig: { Metrics: ['All'] } }, 'MetricsConfig.Metrics.0 is "All": it must be EventCount or ErrorCount or'],
  [{ ParallelizationFactor: 2 }, 'ParallelizationFactor is not for Kafka event sources'],
  [{ TumblingWindowInSeconds: 30 }, 'TumblingWindowInSeconds is not for Kafka event sources'],
  [{ BatchSizes: 3 }, 'BatchSizes does not exist: the properties here are FunctionName, EventSourceArn'],
])('%j is refused with what is allowed', (properties, expected) => {
  const text = refusal(() => readRaw(properties));

  expect(text).toMatch('function "consumer" (RawMapping)');
  expect(text).toContain(expected);
});

test('all that is refused is in one error, a line for each', () => {
  const functions = {
    first: { events: [msk({ batchSize: 0, startingPosition: 'NEVER' })] },
    second: { events: [kafka({ maximumBatchingWindow: 301 })] },
  };

  expect(refusal(() => readServiceMappings(serverless({ functions }), now)).split('\n')).toEqual([
    expect.stringMatching(/^function "first" .*: StartingPosition /),
    expect.stringMatching(/^function "first" .*: BatchSize /),
    expect.stringMatching(/^function "second" .*: MaximumBatchingWindowInSeconds /),
  ]);
});

test('numbers and booleans may be strings, as in CloudFormation', () => {
  const mapping = only(readRaw({ BatchSize: '10', Enabled: 'false', MaximumBatchingWindowInSeconds: '2' }));

  expect(mapping).toMatchObject({ batchSize: 10, enabled: false, batchingWindowMs: 2000 });
});

test('settings without an effect here are accepted', () => {
  const mapping = only(
    readExtended({
      ...provisioned,
      KmsKeyArn: { 'Fn::ImportValue': 'key' },
      Tags: [{ Key: 'team', Value: 'shop' }],
      MetricsConfig: { Metrics: ['EventCount', 'ErrorCount', 'KafkaMetrics'] },
      LoggingConfig: { SystemLogLevel: 'DEBUG' },
      SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: { Ref: 'Secret' } }],
    }),
  );

  expect(mapping.topic).toBe('orders');
});

test('a poller group brings a warning that it has no effect', () => {
  const group = { ProvisionedPollerConfig: { PollerGroupName: 'shop' } };

  expect(readExtended(group).warnings).toEqual([expect.stringMatching(/PollerGroupName has no effect here/)]);
});

test('a timestamp without AT_TIMESTAMP brings a warning that it has no effect', () => {
  expect(readEvents([msk({ startingPositionTimestamp: 1 })]).warnings).toEqual([
    expect.stringMatching(/StartingPositionTimestamp has no effect/),
  ]);
});

test('a key that the event does not have is refused with where the property goes', () => {
  const text = refusal(() => readEvents([msk({ onFailureDestination: 'arn:aws:sqs:eu-west-1:1:q' })]));

  expect(text).toMatch(
    'msk.onFailureDestination is no key of the event: properties beyond it go into resources.extens',
  );
});

test('an extension of a mapping that the service does not have is refused with the names of those it has', () => {
  const extensions = { ConsumerEventSourceMappingMSKShopOrder: { Properties: { BatchSize: 1 } } };

  expect(refusal(() => readEvents([msk()], { resources: { extensions } }))).toBe(
    `resources.extensions.ConsumerEventSourceMappingMSKShopOrder extends no mapping of the service: they are called ${mskLogicalId}`,
  );
});

test('an extension of something else is not of interest', () => {
  const extensions = { IamRoleLambdaExecution: { Properties: { Path: '/' } } };

  expect(readEvents([msk()], { resources: { extensions } }).mappings).toHaveLength(1);
});

test('an extension that replaces the consumer group’s config erases the group, as on AWS, with a warning', () => {
  const definition = readExtended({ AmazonManagedKafkaEventSourceConfig: {} }, msk({ consumerGroupId: 'billing' }));

  const mapping = only(definition);
  expect(mapping.consumerGroupId).toBe(mapping.uuid);
  expect(definition.warnings).toEqual([expect.stringMatching(/with it the ConsumerGroupId billing: repeat it there/)]);
});

test('a mapping of the resources for a function of another service is left out, with a warning', () => {
  const definition = readRaw({ FunctionName: { 'Fn::ImportValue': 'their-function' } });

  expect(definition.mappings).toEqual([]);
  expect(definition.warnings).toEqual([expect.stringMatching(/^RawMapping is not run here/)]);
});

test('a mapping of another kind of event source is none of our business', () => {
  const queue = { ...rawMapping({}).Properties, Topics: undefined, EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } };

  expect(readEvents([], { resources: { Resources: { Mapping: { ...rawMapping({}), Properties: queue } } } })).toEqual({
    mappings: [],
    warnings: [],
  });
});

const twoClusters = [
  kafka({ bootstrapServers: ['a-1.example.com:9096'] }),
  kafka({ bootstrapServers: ['b-1.example.com:9096'] }),
];

test('of two clusters’ mappings of one topic, osls and serverless 3 deploy the last one only', () => {
  const definition = readServiceMappings(serverless3(twoClusters), now);

  expect(only(definition).source).toEqual({ kind: 'kafka', bootstrapServers: ['b-1.example.com:9096'] });
  expect(definition.warnings).toEqual([
    expect.stringMatching(
      /several events that the framework calls ConsumerEventSourceMappingKafkaOrders: the last one/,
    ),
  ]);
});

test('of two clusters’ mappings of one topic, serverless 4 gives the first one another logical id', () => {
  const definition = readServiceMappings(serverless4(twoClusters), now);

  expect(definition.warnings).toEqual([]);
  expect(definition.mappings.map(({ logicalId }) => logicalId)).toEqual([
    expect.stringMatching(/^ConsumerEventSourceMappingKafkaOrders[0-9A-F]{8}$/),
    'ConsumerEventSourceMappingKafkaOrders',
  ]);
});

test('two mappings with one consumer group are refused', () => {
  const events = [msk({ consumerGroupId: 'g' }), msk({ consumerGroupId: 'g', topic: 'users' })];

  expect(refusal(() => readEvents(events))).toMatch(/has the consumer group g, as .*Orders has: it must be unique/);
});

test('case 35: two functions that read one topic have groups of their own', () => {
  const functions = { first: { events: [msk()] }, second: { events: [msk()] } };
  const { mappings } = readServiceMappings(serverless({ functions }), now);

  expect(new Set(mappings.map(({ consumerGroupId }) => consumerGroupId)).size).toBe(2);
});

test.each(['CLIENT_CERTIFICATE_TLS_AUTH', 'SASL_SCRAM_256_AUTH', 'VPC_SUBNET'])(
  'the access configuration %s is accepted, another word refused with those of AWS',
  (Type) => {
    const access = (type: string) => readRaw({ SourceAccessConfigurations: [{ Type: type, URI: 'x' }] });

    expect(access(Type).mappings).toHaveLength(1);
    expect(refusal(() => access('SASL_PLAIN'))).toContain(
      `SourceAccessConfigurations.0.Type is "SASL_PLAIN": it must be BASIC_AUTH or `,
    );
  },
);

test.each([
  [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'sqs', 'arn:aws:sqs:eu-west-1:000000000000:failed-orders'],
  [{ 'Fn::GetAtt': 'Queue.Arn' }, 'sqs', 'arn:aws:sqs:eu-west-1:000000000000:failed-orders'],
  [{ 'Fn::GetAtt': ['NamelessQueue', 'Arn'] }, 'sqs', 'arn:aws:sqs:eu-west-1:000000000000:NamelessQueue'],
  [{ Ref: 'Topic' }, 'sns', 'arn:aws:sns:eu-west-1:000000000000:shop-dev-failed'],
  [{ 'Fn::GetAtt': ['Topic', 'TopicArn'] }, 'sns', 'arn:aws:sns:eu-west-1:000000000000:shop-dev-failed'],
  [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, 's3', 'arn:aws:s3:::failed'],
  [{ 'Fn::Join': ['', ['arn:aws:s3:::', { Ref: 'Bucket' }]] }, 's3', 'arn:aws:s3:::failed'],
  [{ 'Fn::Sub': [`arn:aws:sqs:\${AWS::Region}:1:\${Name}`, { Name: 'q' }] }, 'sqs', 'arn:aws:sqs:eu-west-1:1:q'],
])('the on-failure destination %j is resolved', (Destination, kind, arn) => {
  const resources = {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'failed-orders' } },
    NamelessQueue: { Type: 'AWS::SQS::Queue' },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::Sub': `\${AWS::StackName}-failed` } } },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'failed' } },
  };

  const mapping = only(readRaw({ DestinationConfig: { OnFailure: { Destination } } }, resources));

  expect(mapping.onFailureDestination).toEqual({ kind, arn });
});

test('parameters stand for their defaults, AWS::NoValue for nothing', () => {
  const parameters = {
    Topic: { Type: 'CommaDelimitedList', Default: 'orders' },
    Size: { Type: 'Number', Default: 5 },
    Cluster: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shop/cluster' },
  };
  const mapping = only(
    readRaw(
      {
        EventSourceArn: { Ref: 'Cluster' },
        Topics: { Ref: 'Topic' },
        BatchSize: { Ref: 'Size' },
        MaximumBatchingWindowInSeconds: { Ref: 'AWS::NoValue' },
      },
      {},
      parameters,
    ),
  );

  expect(mapping).toMatchObject({
    topic: 'orders',
    batchSize: 5,
    batchingWindowMs: 500,
    source: { eventSourceArn: expect.stringMatching(/^arn:aws:kafka:eu-west-1:000000000000:cluster\/Cluster\//) },
  });
});

test('the default of an SSM parameter is not its value', () => {
  const parameters = { Size: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '5' } };

  expect(refusal(() => readRaw({ BatchSize: { Ref: 'Size' } }, {}, parameters))).toMatch(
    'BatchSize is {"Ref":"Size"}, which cannot be resolved here',
  );
});

test('a single value may stand for a list of access configurations', () => {
  const accessConfigurations = { saslPlainAuth: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:plain' };

  expect(readEvents([kafka({ accessConfigurations })]).mappings).toHaveLength(1);
});

test('a deployed stack’s mappings call their functions by the deployed names', () => {
  const template = {
    Resources: {
      ConsumerLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: { Timeout: 12 } },
      Failed: { Type: 'AWS::SQS::Queue' },
      Hidden: {
        ...rawMapping({ DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failed', 'Arn'] } } } }),
        Condition: 'OnAws',
      },
      Elsewhere: rawMapping({ FunctionName: 'not-of-this-stack' }),
    },
  };
  const physicalIds = {
    ConsumerLambdaFunction: 'shop-consumer-x1',
    Failed: 'http://localhost:4566/000000000000/shop-failed-x2',
  };

  const { mappings } = readTemplateMappings(template, { stackName: 'shop', physicalIds }, now);

  expect(mappings).toMatchObject([
    {
      logicalId: 'Hidden',
      function: {
        key: 'shop-consumer-x1',
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:shop-consumer-x1',
        timeoutMs: 12_000,
      },
      onFailureDestination: { kind: 'sqs', arn: 'arn:aws:sqs:us-east-1:000000000000:shop-failed-x2' },
    },
    { function: { key: 'not-of-this-stack', timeoutMs: 840_000 } },
  ]);
});

test('a configuration is a list of properties', () => {
  const { Properties } = rawMapping({ FunctionName: 'arn:aws:lambda:eu-north-1:111122223333:function:consumer:live' });

  expect(only(readConfigMappings([Properties], {}, now))).toMatchObject({
    logicalId: 'arn:aws:lambda:eu-north-1:111122223333:function:consumer:live/orders',
    function: { key: 'consumer', arn: 'arn:aws:lambda:eu-north-1:111122223333:function:consumer' },
    topic: 'orders',
  });
});

test.each([
  [{ Topics: ['orders'] }, 'the configuration is no list'],
  [['orders'], 'the configuration is no list'],
  [[{ Topics: ['orders'] }], 'FunctionName is missing or malformed'],
])('the configuration %j is refused', (config, expected) => {
  expect(refusal(() => readConfigMappings(config, {}, now))).toContain(expected);
});

const anyValue = fc.oneof(fc.constantFrom('', 'x', null, [], {}, { Ref: 'Unknown' }), fc.double());
const mostly = (likely: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 30, arbitrary: likely }, { weight: 1, arbitrary: anyValue });

/** Values in the range, and those just outside. */
const inOrNear = (minimum: number, maximum: number) =>
  fc.oneof(
    { weight: 10, arbitrary: fc.integer({ min: minimum, max: maximum }) },
    { weight: 1, arbitrary: fc.constantFrom(minimum - 1, minimum, maximum, maximum + 1) },
  );

const destinations = ['kafka://orders', 'kafka://dlt', 'arn:aws:sqs:eu-west-1:1:q', 'arn:aws:s3:::b'];

const anyProperties = fc.record(
  {
    BatchSize: mostly(inOrNear(1, 10_000)),
    MaximumBatchingWindowInSeconds: mostly(inOrNear(0, 300)),
    MaximumRetryAttempts: mostly(inOrNear(-1, 10_000)),
    MaximumRecordAgeInSeconds: mostly(fc.oneof(fc.constant(-1), inOrNear(60, 604_800))),
    ProvisionedPollerConfig: mostly(
      fc.record({ MinimumPollers: inOrNear(1, 200), MaximumPollers: inOrNear(1, 2000) }, { requiredKeys: [] }),
    ),
    FunctionResponseTypes: mostly(fc.constantFrom([], ['ReportBatchItemFailures'])),
    BisectBatchOnFunctionError: mostly(fc.boolean()),
    Topics: mostly(fc.constant(['orders'])),
    EventSourceArn: mostly(fc.constant(shopArn)),
    DestinationConfig: mostly(fc.constantFrom(...destinations).map((Destination) => ({ OnFailure: { Destination } }))),
  },
  { requiredKeys: [] },
);

test('whatever is accepted lies within the ranges of AWS, and whatever is refused is named', () => {
  const limits = (value: number | undefined, minimum: number, maximum: number) =>
    value === undefined || (Number.isInteger(value) && value >= minimum && value <= maximum);

  let accepted = 0;

  fc.assert(
    fc.property(anyProperties, (properties) => {
      const mapping = firstMapping(properties);
      if (!mapping) return true;
      accepted += 1;
      const { provisionedPollers: pollers, onFailureDestination: destination } = mapping;
      const needsProvisioned =
        mapping.maximumRetryAttempts !== undefined ||
        mapping.maximumRecordAgeMs !== undefined ||
        mapping.bisectBatchOnFunctionError ||
        mapping.reportBatchItemFailures ||
        destination?.kind === 'kafka';
      return (
        limits(mapping.batchSize, 1, 10_000) &&
        limits(mapping.batchingWindowMs, 0, 300_000) &&
        limits(mapping.maximumRetryAttempts, 0, 10_000) &&
        limits(mapping.maximumRecordAgeMs, 60_000, 604_800_000) &&
        limits(pollers?.minimum, 1, 200) &&
        limits(pollers?.maximum, pollers?.minimum ?? 1, 2000) &&
        (pollers !== undefined || !needsProvisioned) &&
        !(destination?.kind === 'kafka' && destination.topic === mapping.topic)
      );
    }),
    { numRuns: 500 },
  );

  expect(accepted).toBeGreaterThan(25);
});

function firstMapping(properties: object) {
  try {
    return readRaw({ ...properties }).mappings[0];
  } catch (error) {
    if (error instanceof DefinitionError && error.problems.length > 0) return undefined;
    throw error;
  }
}

test('the framework’s instance is not changed', () => {
  const events = [msk({ filterPatterns: [{ value: { a: [1] } }] }), kafka()];
  const resources = {
    Resources: { [mskLogicalId]: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { Topics: ['users'] } } },
    extensions: { [mskLogicalId]: { Properties: { BatchSize: 3 } } },
  };
  const instance = serverless({ functions: { consumer: { events } }, resources });
  const before = structuredClone(instance.service);

  expect(readServiceMappings(instance, now).mappings[0]).toMatchObject({ topic: 'users', batchSize: 3 });

  expect(instance.service).toEqual(before);
});
