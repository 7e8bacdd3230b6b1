import type { EventSourceMapping } from '../mapping.ts';
import type { Findings } from './findings.ts';

/** The rules about several mappings. */
export function checkTogether(mappings: readonly EventSourceMapping[], findings: Findings): void {
  for (const [, [first, ...others]] of Map.groupBy(mappings, sourceAndFunction))
    for (const other of others)
      aboutMapping(other, findings).refuse(
        `reads the topic ${other.topic} of the same cluster as ${first?.logicalId}: AWS allows one (ResourceConflictException)`,
      );
  for (const [groupId, [first, ...others]] of Map.groupBy(mappings, ({ consumerGroupId }) => consumerGroupId))
    for (const other of others.filter((mapping) => sourceAndFunction(mapping) !== sourceAndFunction(first ?? mapping)))
      aboutMapping(other, findings).refuse(
        `has the consumer group ${groupId}, as ${first?.logicalId} has: it must be unique among all Kafka event sources`,
      );
}

const aboutMapping = (mapping: EventSourceMapping, findings: Findings) =>
  findings.about(`function "${mapping.function.key}" (${mapping.logicalId})`);

function sourceAndFunction({ source, topic, function: { arn } }: EventSourceMapping): string {
  const cluster = source.kind === 'msk' ? source.eventSourceArn : [...source.bootstrapServers].sort().join();
  return JSON.stringify([arn, cluster, topic]);
}
