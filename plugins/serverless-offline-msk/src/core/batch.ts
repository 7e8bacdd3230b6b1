import type { EventSize } from '../event-size.ts';
import type { PartitionState } from './partition.ts';

export interface BatchLimits {
  readonly batchSize: number;
  readonly batchingWindowMs: number;
  readonly maxPayloadBytes: number;
  readonly size: EventSize;
}

/** How many of a partition's pending records go into the next batch. */
export type Share = readonly [state: PartitionState, count: number];

export type BatchDecision =
  | { readonly kind: 'send'; readonly shares: readonly Share[] }
  /** The first pending record of this partition fits into no event. */
  | { readonly kind: 'oversize'; readonly state: PartitionState }
  | { readonly kind: 'wait'; readonly untilMs: number };

/**
 * Decides what the next batch of these partitions is. It is sent at the first of: batch size reached, payload limit
 * reached, batching window over (guide page "Invoking a function from an event source: batching behavior").
 *
 * @param partitions those with pending records and none in a batch, the one to serve first at the front
 */
export function nextBatch(partitions: readonly PartitionState[], limits: BatchLimits, nowMs: number): BatchDecision {
  const oversize = partitions.find((state) => isOversize(state, limits));
  if (oversize) return { kind: 'oversize', state: oversize };

  const { shares, full } = fill(partitions, limits);
  const untilMs = Math.min(...partitions.map(windowOpenedAt)) + limits.batchingWindowMs;
  return full || nowMs >= untilMs ? { kind: 'send', shares } : { kind: 'wait', untilMs };
}

const windowOpenedAt = ({ windowFromMs, pending }: PartitionState) =>
  Math.max(windowFromMs, pending[0]?.bufferedAtMs ?? 0);

const isOversize = ({ partition, pending: [first] }: PartitionState, { size, maxPayloadBytes }: BatchLimits) =>
  first !== undefined && size.envelope + size.partition(partition) + first.bytes > maxPayloadBytes;

/** A record that would cross the payload limit closes the batch and opens the next. */
function fill(partitions: readonly PartitionState[], { batchSize, maxPayloadBytes, size }: BatchLimits) {
  const shares: Share[] = [];
  let room = batchSize;
  let bytes = size.envelope;
  for (const state of partitions) {
    bytes += size.partition(state.partition);
    let count = 0;
    for (const next of state.pending) {
      if (bytes + next.bytes > maxPayloadBytes || room === 0) break;
      bytes += next.bytes;
      room -= 1;
      count += 1;
    }
    if (count > 0) shares.push([state, count]);
    if (count < state.pending.length || room === 0) return { shares, full: true };
  }
  return { shares, full: false };
}
