import type { PartitionState } from './partition.ts';
import type { Work } from './work.ts';

export interface PollerOptions {
  readonly pollers: number;
  /** Batches that one poller may have in flight at once, of different partitions. */
  readonly batchesPerPoller: number;
  /** Whether one event may hold several partitions. */
  readonly mergePartitions: boolean;
}

/** Partitions whose records may go into one next batch of a poller. */
export interface Candidates {
  readonly poller: number;
  readonly states: readonly PartitionState[];
}

/**
 * Spreads the partitions over the pollers, and finds those that may have a batch now: the one that waits longest is
 * first. There are no more pollers than partitions (guide page "Scaling modes for Kafka event sources").
 */
export function candidates(
  assigned: readonly PartitionState[],
  works: readonly Work[],
  { pollers, batchesPerPoller, mergePartitions }: PollerOptions,
): Candidates[] {
  const count = Math.min(pollers, assigned.length);
  return Array.from({ length: count }, (_, poller) => {
    const states = assigned
      .filter((state, index) => index % count === poller && isReady(state, works))
      .sort((a, b) => a.lastTurn - b.lastTurn);
    const groups = mergePartitions ? [states] : states.map((state) => [state]);
    const inFlight = works.filter((work) => work.poller === poller).length;
    return groups
      .filter(({ length }) => length > 0)
      .slice(0, Math.max(0, batchesPerPoller - inFlight))
      .map((states) => ({ poller, states }));
  }).flat();
}

/** One batch of a partition is in flight at a time, also where the partition was lost and assigned again. */
function isReady({ partition, pending, unfinished }: PartitionState, works: readonly Work[]): boolean {
  const isLeftOver = (work: Work) => work.running && work.partitions.get(partition)?.stale;
  return pending.length > 0 && unfinished.size === 0 && !works.some(isLeftOver);
}
