import { Dispatcher, type DispatcherOptions } from '../../src/core/dispatcher.ts';
import { eventSize, MAX_PAYLOAD_BYTES } from '../../src/event-size.ts';

/** On demand, without a batching window. */
export const newDispatcher = (options: Partial<DispatcherOptions> = {}): Dispatcher =>
  new Dispatcher({
    batchSize: 100,
    batchingWindowMs: 0,
    maxPayloadBytes: MAX_PAYLOAD_BYTES,
    size: eventSize({ kind: 'kafka', bootstrapServers: ['b:1'] }, 't', 'b:1'),
    pollers: 1,
    batchesPerPoller: 1,
    mergePartitions: true,
    maximumRetryAttempts: Number.POSITIVE_INFINITY,
    maximumRecordAgeMs: Number.POSITIVE_INFINITY,
    bisectBatchOnFunctionError: false,
    reportBatchItemFailures: false,
    backoff: { firstMs: 100, maxMs: 1000 },
    ...options,
  });
