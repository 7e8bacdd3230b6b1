import { channel } from 'node:diagnostics_channel';
import type { EventSourceMapping } from './mapping.ts';

/**
 * What happens in an event source, published on `diagnostics_channel`s named `serverless-offline-msk:<fact>`. The
 * source only publishes; the log, the metrics and whoever else wants to know subscribe.
 */
export interface Facts {
  /** One fetch was read; an empty one counts too (`records: 0`). */
  polled: { records: number; partition: number };
  filtered: { records: number; partition: number };
  /** Before each invocation; `attempt` is 1 for the first. */
  invoked: Invocation;
  succeeded: Invocation & { durationMs: number };
  failed: Invocation & {
    durationMs: number;
    /** How many records failed: all of them, or those of a partial response. */
    failedRecords: number;
    /** `function-error`, `partial` (a list of failed items) or `not-invoked`, which costs no attempt. */
    result: 'function-error' | 'partial' | 'not-invoked';
    message: string;
  };
  /** The same records will be sent again. */
  retried: Invocation & { nextRetryInMs: number };
  /** Bisected: both halves are sent on their own. */
  split: Invocation & { into: readonly [number, number] };
  /** Delivered to the on-failure destination. */
  'dead-lettered': GivenUp;
  /** Given up with no destination, or with one that refused them: these records are lost. */
  dropped: GivenUp;
  'destination-failed': { records: number; destination: string; message: string };
  committed: { partition: number; offset: string; records: number };
  'commit-failed': { message: string };
  'polling-failed': { message: string };
  lag: { partitions: readonly PartitionLag[] };
}

export interface Invocation {
  requestId: string;
  attempt: number;
  records: number;
  payloadBytes: number;
  partitions: readonly OffsetRange[];
}

export interface OffsetRange {
  partition: number;
  firstOffset: number;
  lastOffset: number;
  records: number;
}

export interface GivenUp {
  requestId: string;
  records: number;
  /** Of the event that holds these records. */
  payloadBytes: number;
  partitions: readonly OffsetRange[];
  condition: string;
}

export interface PartitionLag {
  partition: number;
  high: number;
  low: number;
  /** Null where the group has committed nothing. */
  committed: number | null;
  /** `high − max(committed, low)`; null where nothing is committed. */
  lag: number | null;
}

export type FactName = keyof Facts;

/** What a subscriber gets: the fact, its name, and whose it is. */
export type Fact = {
  [Name in FactName]: { readonly name: Name; readonly mapping: EventSourceMapping } & Readonly<Facts[Name]>;
}[FactName];

export const factChannel = (name: FactName) => channel(`serverless-offline-msk:${name}`);

/** Costs nothing where nobody subscribes to the fact. */
export function publish<Name extends FactName>(name: Name, mapping: EventSourceMapping, fact: Facts[Name]): void {
  const facts = factChannel(name);
  if (facts.hasSubscribers) facts.publish({ name, mapping, ...fact });
}

/** Calls back at every fact of every event source in this process, until the function that it returns is called. */
export function onFacts(callback: (fact: Fact) => void): () => void {
  const listener = (message: unknown) => callback(message as Fact);
  for (const name of factNames) factChannel(name).subscribe(listener);
  return () => {
    for (const name of factNames) factChannel(name).unsubscribe(listener);
  };
}

export const factNames: readonly FactName[] = [
  'polled',
  'filtered',
  'invoked',
  'succeeded',
  'failed',
  'retried',
  'split',
  'dead-lettered',
  'dropped',
  'destination-failed',
  'committed',
  'commit-failed',
  'polling-failed',
  'lag',
];
