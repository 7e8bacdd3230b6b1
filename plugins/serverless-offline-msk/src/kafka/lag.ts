import type { Admin } from 'kafkajs';
import type { Dispatcher } from '../core/dispatcher.ts';
import type { PartitionOffsets } from '../core/starting-offset.ts';
import { factChannel, type PartitionLag, publish } from '../facts.ts';
import type { EventSourceMapping } from '../mapping.ts';
import { fetchPartitionOffsets } from './offsets.ts';

/** Asks the broker how far the group is behind in the assigned partitions, where somebody wants to know. */
export async function publishLag(admin: Admin, mapping: EventSourceMapping, dispatcher: Dispatcher): Promise<void> {
  if (!factChannel('lag').hasSubscribers) return;
  try {
    const offsets = await fetchPartitionOffsets(admin, mapping.consumerGroupId, mapping.topic);
    const partitions = dispatcher.assigned.flatMap(({ partition }) => lagOf(partition, offsets.get(partition)) ?? []);
    publish('lag', mapping, { partitions });
  } catch {
    // A broker that is away is noticed where it matters.
  }
}

function lagOf(partition: number, offsets: PartitionOffsets | undefined): PartitionLag | undefined {
  if (!offsets) return undefined;
  const { committed, low, high } = offsets;
  return { partition, high, low, committed, lag: committed === null ? null : high - Math.max(committed, low) };
}
