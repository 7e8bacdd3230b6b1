import type { Admin } from 'kafkajs';
import type { PartitionOffsets } from '../core/starting-offset.ts';
import type { StartingPosition } from '../mapping.ts';

/**
 * The offsets of all partitions of a topic, as they concern a group.
 *
 * @param startingPosition where it is AT_TIMESTAMP, the offsets at that time are asked for too
 */
export async function fetchPartitionOffsets(
  admin: Admin,
  groupId: string,
  topic: string,
  startingPosition: StartingPosition = { kind: 'TRIM_HORIZON' },
): Promise<Map<number, PartitionOffsets>> {
  const [ends, [group], atTimestamp] = await Promise.all([
    admin.fetchTopicOffsets(topic),
    admin.fetchOffsets({ groupId, topics: [topic] }),
    startingPosition.kind === 'AT_TIMESTAMP'
      ? admin.fetchTopicOffsetsByTimestamp(topic, startingPosition.timestampMs)
      : [],
  ]);
  return new Map(
    ends.map(({ partition, low, high }) => [
      partition,
      {
        committed: committedOf(offsetOf(group?.partitions, partition)),
        low: Number(low),
        high: Number(high),
        atTimestamp: offsetOf(atTimestamp, partition),
      },
    ]),
  );
}

function offsetOf(list: readonly { partition: number; offset: string }[] | undefined, partition: number) {
  const found = list?.find((entry) => entry.partition === partition);
  return found && Number(found.offset);
}

/** Negative stands for none: kafkajs also commits -1 and -2 when an offset is out of range. */
const committedOf = (offset: number | undefined) => (offset === undefined || offset < 0 ? null : offset);
