import { isIntrinsic, isObject, type Json } from './json.ts';

/**
 * The properties of the `AWS::Lambda::EventSourceMapping` that the framework makes of an `msk` event, but for
 * FunctionName. They may be undefined: absent.
 * Source: osls 4.3.1, `lib/plugins/aws/package/compile/events/msk`.
 */
export const mskProperties = (event: Json): Json => ({
  ...commonProperties(event),
  EventSourceArn: event.arn,
  AmazonManagedKafkaEventSourceConfig: consumerGroup(event),
  SourceAccessConfigurations: event.saslScram512
    ? [{ Type: 'SASL_SCRAM_512_AUTH', URI: event.saslScram512 }]
    : undefined,
});

/** The same of a `kafka` event. Source: osls 4.3.1, `lib/plugins/aws/package/compile/events/kafka.js`. */
export const kafkaProperties = (event: Json): Json => ({
  ...commonProperties(event),
  SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: event.bootstrapServers } },
  SelfManagedKafkaEventSourceConfig: consumerGroup(event),
  SourceAccessConfigurations: accessConfigurations(event.accessConfigurations),
  DestinationConfig: event.onFailureDestination
    ? { OnFailure: { Destination: event.onFailureDestination } }
    : undefined,
});

/** What the framework puts for the cluster into the logical id of an `msk` event's mapping. */
export function clusterNameToken(arn: unknown): string {
  const token = isIntrinsic(arn) ? Object.values(arn)[0] : String(arn).split('/')[1];
  return typeof token === 'string' ? token : JSON.stringify(token ?? '');
}

const commonKeys = ['batchSize', 'maximumBatchingWindow', 'enabled', 'startingPosition', 'startingPositionTimestamp'];
const otherKeys = ['topic', 'consumerGroupId', 'filterPatterns', 'provisionedPollerConfig'];

/** The keys that the framework's schemas know. */
export const eventKeys = {
  msk: ['arn', 'saslScram512', ...commonKeys, ...otherKeys],
  kafka: ['bootstrapServers', 'accessConfigurations', 'onFailureDestination', ...commonKeys, ...otherKeys],
};

function commonProperties(event: Json): Json {
  return {
    Topics: [event.topic],
    StartingPosition: event.startingPosition || 'TRIM_HORIZON',
    StartingPositionTimestamp: event.startingPositionTimestamp,
    BatchSize: event.batchSize,
    MaximumBatchingWindowInSeconds: event.maximumBatchingWindow || undefined,
    Enabled: event.enabled,
    FilterCriteria: event.filterPatterns
      ? { Filters: [event.filterPatterns].flat().map((pattern) => ({ Pattern: JSON.stringify(pattern) })) }
      : undefined,
    ProvisionedPollerConfig: isObject(event.provisionedPollerConfig)
      ? {
          MinimumPollers: event.provisionedPollerConfig.minimumPollers,
          MaximumPollers: event.provisionedPollerConfig.maximumPollers,
        }
      : undefined,
  };
}

const consumerGroup = ({ consumerGroupId }: Json) =>
  consumerGroupId ? { ConsumerGroupId: consumerGroupId } : undefined;

const accessTypes: Record<string, readonly [type: string, prefix: string]> = {
  vpcSubnet: ['VPC_SUBNET', 'subnet:'],
  vpcSecurityGroup: ['VPC_SECURITY_GROUP', 'security_group:'],
  saslPlainAuth: ['BASIC_AUTH', ''],
  saslScram256Auth: ['SASL_SCRAM_256_AUTH', ''],
  saslScram512Auth: ['SASL_SCRAM_512_AUTH', ''],
  clientCertificateTlsAuth: ['CLIENT_CERTIFICATE_TLS_AUTH', ''],
  serverRootCaCertificate: ['SERVER_ROOT_CA_CERTIFICATE', ''],
};

/** The framework's schema makes a list of a single value, where it is not switched off. */
function accessConfigurations(configurations: unknown): Json[] | undefined {
  if (!isObject(configurations)) return undefined;
  return Object.entries(configurations).flatMap(([key, values]) => {
    const [type, prefix] = accessTypes[key] ?? [key, ''];
    return [values].flat().map((value) => ({ Type: type, URI: `${prefix}${value}` }));
  });
}
