import type { EventSourceMapping, OnFailureDestination } from '../mapping.ts';
import type { Findings } from './findings.ts';
import type { KafkaProperties } from './properties.ts';

type ErrorHandling = Pick<
  EventSourceMapping,
  | 'provisionedPollers'
  | 'reportBatchItemFailures'
  | 'maximumRetryAttempts'
  | 'maximumRecordAgeMs'
  | 'bisectBatchOnFunctionError'
  | 'onFailureDestination'
>;

/** Pollers, and what happens to a batch that fails. */
export function errorHandlingOf(properties: KafkaProperties, findings: Findings): ErrorHandling {
  if (!properties.ProvisionedPollerConfig) refuseProvisionedOnly(properties, findings);
  const { MaximumRetryAttempts: retries, MaximumRecordAgeInSeconds: age } = properties;
  return {
    provisionedPollers: provisionedPollersOf(properties, findings),
    reportBatchItemFailures: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    maximumRetryAttempts: retries === -1 ? undefined : retries,
    maximumRecordAgeMs: age === undefined || age === -1 ? undefined : age * 1000,
    bisectBatchOnFunctionError: properties.BisectBatchOnFunctionError ?? false,
    onFailureDestination: destinationOf(properties, findings),
  };
}

/** Rules: Lambda guide, "Configuring error handling controls for Kafka event sources", and "Event source mapping logs". */
function refuseProvisionedOnly(properties: KafkaProperties, findings: Findings): void {
  const destination = properties.DestinationConfig?.OnFailure?.Destination;
  const provisionedOnly = {
    FunctionResponseTypes: properties.FunctionResponseTypes?.length,
    MaximumRetryAttempts: (properties.MaximumRetryAttempts ?? -1) !== -1,
    MaximumRecordAgeInSeconds: (properties.MaximumRecordAgeInSeconds ?? -1) !== -1,
    BisectBatchOnFunctionError: properties.BisectBatchOnFunctionError,
    'DestinationConfig.OnFailure.Destination': destination?.startsWith('kafka://'),
    LoggingConfig: properties.LoggingConfig,
  };
  for (const [property, isSet] of Object.entries(provisionedOnly))
    if (isSet)
      findings.at(property).refuse('needs provisioned mode: set ProvisionedPollerConfig (on AWS it costs money)');
}

/** Rules: Lambda guide, "Apache Kafka event poller scaling modes". */
function provisionedPollersOf(
  { ProvisionedPollerConfig: pollers }: KafkaProperties,
  findings: Findings,
): ErrorHandling['provisionedPollers'] {
  if (!pollers) return undefined;
  const { MinimumPollers: minimum = 1, MaximumPollers: maximum = 200 } = pollers;
  const config = findings.at('ProvisionedPollerConfig');
  if (pollers.PollerGroupName) config.at('PollerGroupName').warn('has no effect here: pollers are not shared');
  if (minimum > maximum)
    return config.refuse(`has ${minimum} MinimumPollers: they must be at most MaximumPollers, which are ${maximum}`);
  return { minimum, maximum };
}

function destinationOf(
  { DestinationConfig: config, Topics: topics }: KafkaProperties,
  findings: Findings,
): OnFailureDestination | undefined {
  const destination = config?.OnFailure?.Destination;
  if (!destination) return undefined;
  const topic = /^kafka:\/\/(.+)$/.exec(destination)?.[1];
  if (topic === undefined) return { kind: destination.split(':')[2] as 'sqs' | 'sns' | 's3', arn: destination };
  if (topic === topics?.[0])
    return findings
      .at('DestinationConfig.OnFailure.Destination')
      .refuse(
        `is ${destination}, the topic that is read: it must be another, or a failed record would come back for ever`,
      );
  return { kind: 'kafka', topic };
}
