import { setTimeout as delay } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import type { PartitionOffsets } from './core/starting-offset.ts';
import { factChannel, type PartitionLag, publish } from './facts.ts';
import { fetchPartitionOffsets } from './kafka/offsets.ts';
import type { EventSourceMapping } from './mapping.ts';

/** Publishes a mapping's lag every so often, where somebody subscribes to it, until it is stopped. */
export function watchLag(kafka: Kafka, mapping: EventSourceMapping, everyMs = 5000): { stop(): Promise<void> } {
  const admin = kafka.admin();
  const stopped = new AbortController();

  async function watch(): Promise<void> {
    while (!stopped.signal.aborted) {
      // A broker that is away is the event source's to tell: here there is just no new lag.
      await publishLag().catch(() => {});
      await delay(everyMs, undefined, { signal: stopped.signal }).catch(() => {});
    }
    await admin.disconnect();
  }

  async function publishLag(): Promise<void> {
    if (!factChannel('lag').hasSubscribers) return;
    await admin.connect();
    const { consumerGroupId, topic, startingPosition } = mapping;
    const offsets = await fetchPartitionOffsets(admin, consumerGroupId, topic, startingPosition);
    publish('lag', mapping, { partitions: partitionLags(offsets) });
  }

  const watching = watch();
  return {
    async stop() {
      stopped.abort();
      // A request that nobody answers is not waited for.
      await Promise.race([watching, admin.disconnect()]);
    },
  };
}

/** What lies between the committed offset and the end; records that are deleted already do not count. */
export const partitionLags = (offsets: ReadonlyMap<number, PartitionOffsets>): PartitionLag[] =>
  [...offsets]
    .map(([partition, { high, low, committed }]) => ({
      ...{ partition, high, low, committed },
      lag: committed === null ? null : Math.max(0, high - Math.max(committed, low)),
    }))
    .sort((a, b) => a.partition - b.partition);
