import type { EventSourceMapping } from './mapping.ts';
import type { Batch } from './record.ts';

/** Why records were given up. Undocumented for the record's age: streams use that word, see the README. */
export type Condition = 'RetryAttemptsExhausted' | 'MaximumPayloadSizeExceeded' | 'RecordAgeExceeded';

/** Records that are given up together, and how the last invocation with them ended. */
export interface FailedBatch {
  readonly mapping: EventSourceMapping;
  /** The `bootstrapServers` string of the event. */
  readonly bootstrapServers: string;
  readonly records: Batch;
  /** The event as sent, or as it would have been: its length in bytes is the `payloadSize`. */
  readonly payload: string;
  readonly condition: Condition;
  /** Of the last invocation; a new UUID where the function was never invoked. */
  readonly requestId: string;
  /** 0 where the function was never invoked: then `responseContext` is null. */
  readonly invokeCount: number;
  /** False where the function returned a list of failed items: then there is no `functionError`. */
  readonly functionError: boolean;
}

/**
 * An on-failure destination. `send` rejects when the delivery failed, with a {@link PartialDelivery} where some of the
 * records were delivered; whoever calls it decides about another try.
 */
export interface Destination {
  send(batch: FailedBatch): Promise<void>;
  stop(): Promise<void>;
}

/** The other records of the batch were delivered: another try must not send them again. */
export class PartialDelivery extends Error {
  override readonly name = 'PartialDelivery';
  readonly undelivered: Batch;

  constructor(undelivered: Batch, cause: Error) {
    super(cause.message, { cause });
    this.undelivered = undelivered;
  }
}
