import type { EventSourceMapping, StartingPosition } from '../mapping.ts';
import type { Findings } from './findings.ts';
import { resolve } from './intrinsics.ts';
import { isIntrinsic } from './json.ts';
import type { KafkaProperties } from './properties.ts';
import { stableUuid } from './stable-uuid.ts';
import { clusterArn, type Stack } from './stack.ts';

/**
 * The cluster's ARN as the function sees it. What is known on AWS only (an import, a parameter without a default that
 * is an ARN) becomes a placeholder, the same at every start.
 */
export function resolveClusterArn(arn: unknown, stack: Stack): unknown {
  const resolved = resolve(arn, stack);
  const isLiteral = typeof arn === 'string' && !arn.includes('${');
  if (isLiteral || arn == null || (typeof resolved === 'string' && /^arn:[^$]*$/.test(resolved))) return resolved;
  const name = isIntrinsic(arn) ? Object.values(arn)[0] : undefined;
  const clusterName = typeof name === 'string' ? name.replace(/[^0-9A-Za-z-]+/g, '-') : 'cluster';
  return clusterArn(clusterName, stableUuid(arn), stack.region);
}

type Source = Pick<EventSourceMapping, 'source' | 'topic'>;

/** Which cluster and topic are read. */
export function sourceOf(properties: KafkaProperties, findings: Findings): Source | undefined {
  const { EventSourceArn: eventSourceArn, SelfManagedEventSource: selfManaged } = properties;
  const bootstrapServers = selfManaged?.Endpoints?.KafkaBootstrapServers;
  const topic = properties.Topics?.[0];
  if ('EventSourceArn' in properties === 'SelfManagedEventSource' in properties)
    findings.refuse('must have either EventSourceArn (MSK) or SelfManagedEventSource (other clusters)');
  refuseOthersConfig(properties, findings);
  if (topic !== undefined && eventSourceArn) return { topic, source: { kind: 'msk', eventSourceArn } };
  if (topic !== undefined && bootstrapServers) return { topic, source: { kind: 'kafka', bootstrapServers } };
  return undefined;
}

function refuseOthersConfig(properties: KafkaProperties, findings: Findings): void {
  if (properties.EventSourceArn && properties.SelfManagedKafkaEventSourceConfig)
    findings.at('SelfManagedKafkaEventSourceConfig').refuse('is not for MSK: AmazonManagedKafkaEventSourceConfig is');
  if (properties.SelfManagedEventSource && properties.AmazonManagedKafkaEventSourceConfig)
    findings.at('AmazonManagedKafkaEventSourceConfig').refuse('is for MSK only: use SelfManagedKafkaEventSourceConfig');
}

/** Where a new group begins. Rules: Lambda guide, "Polling and stream starting positions". */
export function startingPositionOf(
  properties: KafkaProperties,
  now: number,
  findings: Findings,
): StartingPosition | undefined {
  const { StartingPosition: kind, StartingPositionTimestamp: seconds } = properties;
  const timestamp = findings.at('StartingPositionTimestamp');
  if (kind !== 'AT_TIMESTAMP') {
    if (seconds !== undefined) timestamp.warn('has no effect: only with StartingPosition AT_TIMESTAMP');
    return kind && { kind };
  }
  if (!('StartingPositionTimestamp' in properties)) timestamp.refuse('is missing: AT_TIMESTAMP needs it, in seconds');
  if (seconds === undefined) return undefined;
  const timestampMs = Math.floor(seconds * 1000);
  if (timestampMs > now)
    return timestamp.refuse(`is ${seconds}, in the future: it must be a Unix time in seconds, past`);
  return { kind, timestampMs };
}
