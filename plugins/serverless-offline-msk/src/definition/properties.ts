import { isObject } from './json.ts';
import { anything, boolean, integer, list, number, object, oneOf, refused, text, type ValueOf } from './reader.ts';

const notForKafka = refused('is not for Kafka event sources');
const notSupported = (what: string) => refused(`is not supported: serverless-offline-msk has no ${what}`);

const topic = text(/^[^.][a-zA-Z0-9\-_.]{1,248}$/, '2 to 249 letters, digits, dots, _ and -, no dot at the beginning');
const consumerGroup = {
  ConsumerGroupId: text(/^[a-zA-Z0-9-/*:_+=.@]{1,200}$/, '1 to 200 letters, digits and - / * : _ + = . @'),
  SchemaRegistryConfig: notSupported('schema registry'),
};
const pattern = text(/^.{1,4096}$/s, 'a JSON string of at most 4096 characters');
const bootstrapServer = text(/^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?:\d{1,5}$/, 'host:port');
const endpoints = object({ KafkaBootstrapServers: list(bootstrapServer, 1, 10) }, 'KafkaBootstrapServers');
const destination = text(
  /^$|^kafka:\/\/[^.][a-zA-Z0-9\-_.]{0,248}$|^arn:aws[a-zA-Z0-9-]*:(sqs|sns|s3):[^:]*:[^:]*:.+$/,
  'the ARN of an SQS queue, an SNS topic or an S3 bucket, or kafka://topic',
);

/** `SourceAccessType` of Lambda's API. */
const accessType = oneOf(
  'BASIC_AUTH',
  'CLIENT_CERTIFICATE_TLS_AUTH',
  'IAM_AUTH',
  'IAM_OAUTHBEARER_AUTH',
  'OAUTHBEARER_AUDIENCE',
  'OAUTHBEARER_AUTH',
  'OAUTHBEARER_IDENTITY_POOL',
  'OAUTHBEARER_LOGICAL_CLUSTER',
  'OAUTHBEARER_SCOPE',
  'SASL_SCRAM_256_AUTH',
  'SASL_SCRAM_512_AUTH',
  'SERVER_ROOT_CA_CERTIFICATE',
  'VIRTUAL_HOST',
  'VPC_SECURITY_GROUP',
  'VPC_SUBNET',
);

/**
 * The properties of an `AWS::Lambda::EventSourceMapping` for Kafka, with the ranges of its CloudFormation schema, of
 * "Amazon MSK event source mapping parameters" and of the error handling pages. What has no local effect is accepted;
 * what AWS has and the plugin has not is refused, as is what is not for Kafka.
 */
export const readProperties = object(
  {
    FunctionName: anything,
    EventSourceArn: text(/^arn:aws[a-zA-Z0-9-]*:kafka:[^:]*:[^:]*:.+$/, 'the ARN of an MSK cluster or VPC connection'),
    SelfManagedEventSource: object({ Endpoints: endpoints }, 'Endpoints'),
    Topics: list(topic, 1, 1),
    AmazonManagedKafkaEventSourceConfig: object(consumerGroup),
    SelfManagedKafkaEventSourceConfig: object({
      ...consumerGroup,
      ConsumptionMode: (value, at) =>
        value === 'Queue'
          ? at.refuse('is Queue, which serverless-offline-msk does not support: it must be Stream')
          : oneOf('Stream')(value, at),
    }),
    StartingPosition: oneOf('TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'),
    StartingPositionTimestamp: number('a Unix time in seconds'),
    BatchSize: integer(1, 10_000),
    MaximumBatchingWindowInSeconds: integer(0, 300),
    Enabled: boolean,
    FilterCriteria: object({ Filters: list(object({ Pattern: pattern }, 'Pattern'), 1, 10) }),
    ProvisionedPollerConfig: object({
      MinimumPollers: integer(1, 200),
      MaximumPollers: integer(1, 2000),
      PollerGroupName: text(/^[\w-]{0,128}$/, 'at most 128 letters, digits, _ and -'),
    }),
    FunctionResponseTypes: list(oneOf('ReportBatchItemFailures'), 0, 1),
    MaximumRetryAttempts: integer(0, 10_000, -1),
    MaximumRecordAgeInSeconds: integer(60, 604_800, -1),
    BisectBatchOnFunctionError: boolean,
    DestinationConfig: object({
      OnFailure: object({ Destination: destination }),
      OnSuccess: refused('is not for event source mappings: only OnFailure is'),
    }),
    SourceAccessConfigurations: list(object({ Type: accessType, URI: anything }), 0, 29),
    MetricsConfig: object({ Metrics: list(oneOf('EventCount', 'ErrorCount', 'KafkaMetrics'), 0, 3) }),
    LoggingConfig: object({ SystemLogLevel: oneOf('DEBUG', 'INFO', 'WARN') }),
    KmsKeyArn: anything,
    Tags: anything,
    ParallelizationFactor: notForKafka,
    TumblingWindowInSeconds: notForKafka,
    ScalingConfig: notForKafka,
    Queues: notForKafka,
    DocumentDBEventSourceConfig: notForKafka,
  },
  'Topics',
  'StartingPosition',
);

export type KafkaProperties = NonNullable<ValueOf<typeof readProperties>>;

/** Of the mappings in a template, those of Kafka; they may lack what is required. */
export function isKafka(properties: unknown): boolean {
  if (!isObject(properties)) return false;
  const { EventSourceArn: arn, Topics, SelfManagedEventSource } = properties;
  return Boolean(Topics || SelfManagedEventSource) || (typeof arn === 'string' && /^arn:[^:]*:kafka:/.test(arn));
}
