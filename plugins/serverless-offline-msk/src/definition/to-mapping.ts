import type { EventSourceMapping } from '../mapping.ts';
import { errorHandlingOf } from './error-handling.ts';
import { filterPatternsOf } from './filter-patterns.ts';
import type { Findings } from './findings.ts';
import type { KafkaProperties } from './properties.ts';
import { sourceOf, startingPositionOf } from './source.ts';
import { stableUuid } from './stable-uuid.ts';

/** What a mapping is called and whom it invokes. */
export interface Owner {
  readonly logicalId: string;
  readonly stackName: string;
  readonly function: EventSourceMapping['function'];
}

/** The mapping that the properties describe, every default applied; undefined where something it needs was refused. */
export function toMapping(
  properties: KafkaProperties,
  owner: Owner,
  now: number,
  findings: Findings,
): EventSourceMapping | undefined {
  const { logicalId, stackName } = owner;
  warnOfLongTimeout(owner.function.timeoutMs, findings);
  const settings = {
    batchSize: properties.BatchSize ?? 100,
    batchingWindowMs: (properties.MaximumBatchingWindowInSeconds ?? 0.5) * 1000,
    enabled: properties.Enabled ?? true,
    filterPatterns: filterPatternsOf(properties, findings),
    ...errorHandlingOf(properties, findings),
  };
  const source = sourceOf(properties, findings);
  const startingPosition = startingPositionOf(properties, now, findings);
  if (!source || !startingPosition) return undefined;
  const uuid = stableUuid(stackName, logicalId, owner.function.arn, source.topic, source.source);
  const config = properties.AmazonManagedKafkaEventSourceConfig ?? properties.SelfManagedKafkaEventSourceConfig;
  const consumerGroupId = config?.ConsumerGroupId ?? uuid;
  return { uuid, logicalId, function: owner.function, ...source, consumerGroupId, startingPosition, ...settings };
}

/** Rule: Lambda guide, "Configuring Kafka event sources". */
function warnOfLongTimeout(timeoutMs: number, findings: Findings): void {
  if (timeoutMs > 14 * 60_000)
    findings.warn(
      `has a timeout of ${timeoutMs / 1000} s: Kafka event source mappings allow at most 14 minutes (840 s)`,
    );
}
