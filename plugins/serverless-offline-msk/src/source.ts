import type { Kafka } from 'kafkajs';
import { Dispatcher } from './core/dispatcher.ts';
import type { Destination } from './destination.ts';
import { eventSize, MAX_PAYLOAD_BYTES } from './event-size.ts';
import type { Invoker } from './invoker.ts';
import { kafkaClient } from './kafka/client.ts';
import { Membership } from './kafka/membership.ts';
import type { Log } from './log.ts';
import type { EventSourceMapping } from './mapping.ts';
import type { KafkaRecord } from './record.ts';
import { Scheduler } from './scheduler.ts';
import type { Settings } from './settings.ts';

export interface EventSourceOptions {
  readonly mapping: EventSourceMapping;
  readonly settings: Settings;
  readonly invoker: Invoker;
  readonly destination?: Destination | undefined;
  /** False drops a record: it is neither sent nor counted in the batch size. */
  readonly filter?: (record: KafkaRecord) => boolean;
  readonly log: Log;
  readonly kafka?: Kafka;
  readonly now?: () => number;
}

/** Polls a topic for one mapping and invokes its function. */
export interface EventSource {
  /** Begins to poll and returns at once: brokers and topic may come later. */
  start(): void;
  /** Waits for running invocations up to the shutdown limit, commits what is done and leaves the group. */
  stop(): Promise<void>;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html */
export function createEventSource(options: EventSourceOptions): EventSource {
  const { mapping, settings, invoker, destination, filter = () => true, log, now = Date.now } = options;
  const bootstrapServers =
    mapping.source.kind === 'kafka' ? mapping.source.bootstrapServers.join(',') : settings.brokers.join(',');
  const dispatcher = new Dispatcher({
    ...limitsOf(mapping, bootstrapServers),
    ...policyOf(mapping, settings),
    mergePartitions: settings.mergePartitions,
  });
  const scheduler = new Scheduler({ mapping, bootstrapServers, dispatcher, invoker, destination, now });
  const kafka = options.kafka ?? kafkaClient(settings.brokers, mapping.logicalId);
  const membership = new Membership({ kafka, mapping, brokers: settings.brokers, dispatcher, filter, log, now });
  scheduler.onProgress = () => membership.assignment.progressed();
  membership.assignment.onRecords = () => scheduler.wake();

  return {
    start: () => membership.start(),
    stop: async () => {
      await scheduler.stop(settings.shutdownLimitMs);
      await membership.stop();
    },
  };
}

const limitsOf = (
  { source, topic, batchSize, batchingWindowMs, provisionedPollers }: EventSourceMapping,
  bootstrapServers: string,
) => ({
  batchSize,
  batchingWindowMs,
  maxPayloadBytes: MAX_PAYLOAD_BYTES,
  size: eventSize(source, topic, bootstrapServers),
  pollers: provisionedPollers?.minimum ?? 1,
  batchesPerPoller: provisionedPollers ? PROVISIONED_POLLER_CONCURRENCY : 1,
});

/** "Up to 5 concurrent invocations" (guide page "Scaling modes for Kafka event sources"). */
const PROVISIONED_POLLER_CONCURRENCY = 5;

/** Retries of a mapping with a destination that sets no limit (page "Configuring error handling controls"). */
const RETRIES_WITH_DESTINATION = 10;

const policyOf = (mapping: EventSourceMapping, { backoff }: Settings) => ({
  maximumRetryAttempts:
    mapping.maximumRetryAttempts ??
    (mapping.onFailureDestination ? RETRIES_WITH_DESTINATION : Number.POSITIVE_INFINITY),
  maximumRecordAgeMs: mapping.maximumRecordAgeMs ?? Number.POSITIVE_INFINITY,
  bisectBatchOnFunctionError: mapping.bisectBatchOnFunctionError,
  reportBatchItemFailures: mapping.reportBatchItemFailures,
  backoff,
});
