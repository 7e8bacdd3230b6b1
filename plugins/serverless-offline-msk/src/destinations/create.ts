import type { Kafka } from 'kafkajs';
import type { AwsSettings } from '../aws-client.ts';
import type { Destination } from '../destination.ts';
import type { EventSourceMapping } from '../mapping.ts';
import { kafkaDestination } from './kafka.ts';
import { s3Destination } from './s3.ts';
import { snsDestination } from './sns.ts';
import { sqsDestination } from './sqs.ts';

export interface DestinationSettings {
  /** The cluster that the mapping polls: the topic of a `kafka://` destination lies in it. */
  readonly kafka: Kafka;
  /** Where SQS, SNS and S3 are. */
  readonly aws: AwsSettings;
}

/** The mapping's on-failure destination, if it has one. Connects when something is sent. */
export function createDestination(mapping: EventSourceMapping, settings: DestinationSettings): Destination | undefined {
  const destination = mapping.onFailureDestination;
  switch (destination?.kind) {
    case undefined:
      return undefined;
    case 'kafka':
      return kafkaDestination(destination.topic, settings.kafka);
    case 'sqs':
      return sqsDestination(destination.arn, settings.aws);
    case 'sns':
      return snsDestination(destination.arn, settings.aws);
    case 's3':
      return s3Destination(destination.arn, settings.aws);
  }
}
