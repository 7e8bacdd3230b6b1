import type { Fact, PartitionLag } from './facts.ts';

/**
 * What CloudWatch would have of one mapping, by AWS's names (Lambda guide, "Types of metrics for Lambda functions",
 * event source mapping metrics): sums since the start, and the latest lag.
 */
export interface Metrics {
  readonly counters: Readonly<Record<CounterName, number>>;
  readonly partitions: readonly PartitionLag[];
}

/** Each counts records, but for those that end in Error, ErrorCount or Failures, which count batches or tries. */
export const counterNames = [
  'PolledEventCount',
  'FilteredOutEventCount',
  'InvokedEventCount',
  'FailedInvokeEventCount',
  'DroppedEventCount',
  'OnFailureDestinationDeliveredEventCount',
  'CommittedEventCount',
  'PollingErrorCount',
  'InvokeErrorCount',
  'OnFailureDestinationDeliveryErrorCount',
  'CommitErrorCount',
  'DestinationDeliveryFailures',
] as const;

export type CounterName = (typeof counterNames)[number];

export const noMetrics: Metrics = {
  counters: Object.fromEntries(counterNames.map((name) => [name, 0])) as Record<CounterName, number>,
  partitions: [],
};

/** The metrics after a fact. */
export function count(metrics: Metrics, fact: Fact): Metrics {
  if (fact.name === 'lag') return { ...metrics, partitions: fact.partitions };
  const counters = { ...metrics.counters };
  for (const [name, value] of Object.entries(samplesOf(fact))) counters[name as CounterName] += value;
  return { ...metrics, counters };
}

export interface OffsetLag {
  /** The function's metric of this name, which AWS measures "at the topic level": the sum too. */
  readonly OffsetLag: number | null;
  /** The difference between the end of a partition and what is committed there, at most and in all. */
  readonly MaxOffsetLag: number | null;
  readonly SumOffsetLag: number | null;
}

/** Null where no partition has anything committed. */
export function offsetLag(partitions: readonly PartitionLag[]): OffsetLag {
  const lags = partitions.flatMap(({ lag }) => lag ?? []);
  if (lags.length === 0) return { OffsetLag: null, MaxOffsetLag: null, SumOffsetLag: null };
  const sum = lags.reduce((sum, lag) => sum + lag, 0);
  return { OffsetLag: sum, MaxOffsetLag: Math.max(...lags), SumOffsetLag: sum };
}

function samplesOf(fact: Fact): Partial<Record<CounterName, number>> {
  switch (fact.name) {
    case 'polled':
      return { PolledEventCount: fact.records };
    case 'filtered':
      return { FilteredOutEventCount: fact.records };
    case 'succeeded':
      return { InvokedEventCount: fact.records };
    case 'failed':
      return {
        ...(fact.result !== 'not-invoked' && { InvokedEventCount: fact.records }),
        // With partial responses too: all the records of an event whose response names failures.
        FailedInvokeEventCount: fact.records,
        InvokeErrorCount: 1,
      };
    case 'dead-lettered':
      return { OnFailureDestinationDeliveredEventCount: fact.records };
    case 'dropped':
      return {
        DroppedEventCount: fact.records,
        ...(fact.mapping.onFailureDestination && { DestinationDeliveryFailures: 1 }),
      };
    case 'destination-failed':
      return { OnFailureDestinationDeliveryErrorCount: 1 };
    case 'committed':
      return { CommittedEventCount: fact.records };
    case 'commit-failed':
      return { CommitErrorCount: 1 };
    case 'polling-failed':
      return { PollingErrorCount: 1 };
    default:
      return {};
  }
}
