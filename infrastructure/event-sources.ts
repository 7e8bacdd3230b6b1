import { definedTopics } from '../stack/topics.ts';
import { attribute, cluster } from './arns.ts';
import type { Deployment } from './deployment.ts';
import type { Naming, Resources, Serverless, Template } from './serverless.ts';

/** The topics of events/topics.txt: when they or the cluster change, the function `topicsCustomResource` has them created. */
export const kafkaTopics = (naming: Naming): Resources => ({
  KafkaTopics: {
    Type: 'Custom::KafkaTopics',
    DependsOn: [naming.getLambdaLogicalId('topicsCreate')],
    Properties: {
      ServiceToken: attribute(naming.getLambdaLogicalId('topicsCustomResource'), 'Arn'),
      ServiceTimeout: 120,
      Cluster: cluster,
      Topics: definedTopics().map(({ topic, numPartitions }) => ({ topic, partitions: numPartitions })),
    },
  },
});

/**
 * What the framework's `msk` event cannot say, for each of them: on AWS only (LocalStack and MiniStack have no Kafka
 * mappings), once its topic is there, how the pollers authenticate and, in provisioned mode, what happens to a failure.
 */
export function mappingExtensions(serverless: Serverless, deployment: Deployment) {
  const { service } = serverless;
  const { naming } = serverless.getProvider('aws');
  const extensions: NonNullable<Template['extensions']> = {};
  for (const [key, { events }] of Object.entries(service.functions))
    for (const { msk } of events)
      if (msk) {
        const logicalId = naming.getMSKEventLogicalId(key, cluster.Ref, msk.topic);
        const Properties = { ...scram(deployment), ...provisionedMode(deployment) };
        extensions[logicalId] = { Condition: 'OnAws', DependsOn: ['KafkaTopics'], Properties };
      }
  return extensions;
}

const scram = ({ scramSecret }: Deployment) =>
  scramSecret !== '' && { SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: scramSecret }] };

/**
 * These need provisioned pollers, and a returned list of failures counts as success without them. A batch is given up
 * after as many tries as AWS knows. Lambda guide, "Configuring error handling controls for Kafka event sources".
 */
const provisionedMode = ({ pollers }: Deployment) =>
  pollers > 0 && {
    ProvisionedPollerConfig: { MinimumPollers: pollers },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 10_000,
    DestinationConfig: { OnFailure: { Destination: attribute('OnFailureQueue', 'Arn') } },
  };
