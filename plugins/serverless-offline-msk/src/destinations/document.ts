import type { FailedBatch } from '../destination.ts';
import { eventRecord, kafkaEvent } from '../event.ts';
import { type KafkaRecord, topicPartition } from '../record.ts';

/**
 * The JSON text that an SQS queue or an SNS topic gets: what failed and where its records lie, not the records.
 * Rules: Lambda guide, "Capturing discarded batches for Amazon MSK and self-managed Apache Kafka event sources".
 */
export const toMetadata = (batch: FailedBatch, at: Date): string => JSON.stringify(batchMetadata(batch, at));

/** The JSON text of an S3 object: the same, and the whole event as a string. */
export const toMetadataWithPayload = (batch: FailedBatch, at: Date): string =>
  JSON.stringify({ ...batchMetadata(batch, at), payload: batch.payload });

/**
 * One message for each record, in the batch's order, with the record's own key. The value differs from what the other
 * destinations get in four places, as AWS shows it: `recordInfo`, the payload as an object with sorted properties, the
 * qualified function ARN, and `RetriesExhausted`.
 * Rules: Lambda guide, "Using a Kafka topic as an on-failure destination".
 */
export function toMessages(batch: FailedBatch, at: Date): { key: Buffer | null; value: string }[] {
  return batch.records.map((record) => ({
    key: record.key,
    value: JSON.stringify(recordMetadata(batch, record, at)),
  }));
}

function batchMetadata(batch: FailedBatch, at: Date) {
  return {
    requestContext: requestContext(batch, batch.mapping.function.arn, batch.condition),
    responseContext: responseContext(batch),
    version: '1.0',
    timestamp: at.toISOString(),
    KafkaBatchInfo: {
      batchSize: batch.records.length,
      ...cluster(batch),
      payloadSize: Buffer.byteLength(batch.payload),
      recordsInfo: recordsInfo(batch.records),
    },
  };
}

function recordMetadata(batch: FailedBatch, record: KafkaRecord, at: Date) {
  const event = singleRecordEvent(batch, record);
  const condition = batch.condition === 'RetryAttemptsExhausted' ? 'RetriesExhausted' : batch.condition;
  return {
    requestContext: requestContext(batch, `${batch.mapping.function.arn}:$LATEST`, condition),
    responseContext: responseContext(batch),
    version: '1.0',
    timestamp: at.toISOString(),
    KafkaBatchInfo: {
      batchSize: 1,
      ...cluster(batch),
      payloadSize: Buffer.byteLength(JSON.stringify(event)),
      recordInfo: { offset: String(record.offset), timestamp: isoTime(record) },
    },
    payload: event,
  };
}

const requestContext = (batch: FailedBatch, functionArn: string, condition: string) => ({
  requestId: batch.requestId,
  functionArn,
  condition,
  approximateInvokeCount: batch.invokeCount,
});

const responseContext = (batch: FailedBatch) =>
  batch.invokeCount === 0
    ? null
    : {
        statusCode: 200,
        executedVersion: '$LATEST',
        ...(batch.functionError && { functionError: 'Unhandled' }),
      };

const cluster = ({ mapping, bootstrapServers }: FailedBatch) => ({
  ...(mapping.source.kind === 'msk' && { eventSourceArn: mapping.source.eventSourceArn }),
  bootstrapServers,
});

function recordsInfo(records: readonly KafkaRecord[]) {
  return Object.fromEntries(
    [...Map.groupBy(records, topicPartition)].map(([partition, [first, ...rest]]) => {
      const last = rest.at(-1) ?? first;
      return [
        partition,
        {
          firstRecordOffset: String(first?.offset),
          lastRecordOffset: String(last?.offset),
          firstRecordTimestamp: first && isoTime(first),
          lastRecordTimestamp: last && isoTime(last),
        },
      ];
    }),
  );
}

/** Producers choose timestamps freely, and nanoseconds taken for milliseconds lie beyond what a Date can hold. */
const latestDateMs = 8.64e15;
const isoTime = ({ timestampMs }: KafkaRecord) => new Date(Math.min(timestampMs, latestDateMs)).toISOString();

function singleRecordEvent({ mapping, bootstrapServers }: FailedBatch, record: KafkaRecord) {
  const event = kafkaEvent(mapping.source, bootstrapServers, []);
  return sorted({ ...event, records: { [topicPartition(record)]: [sorted(eventRecord(record))] } });
}

const sorted = (properties: object) =>
  Object.fromEntries(Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)));
