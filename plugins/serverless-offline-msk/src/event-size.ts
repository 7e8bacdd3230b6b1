import { kafkaEvent } from './event.ts';
import type { MskSource, SelfManagedSource } from './mapping.ts';
import type { KafkaRecord } from './record.ts';

/** Lambda's limit for the payload of a synchronous invocation: 6 MB of JSON text (page "Lambda quotas"). */
export const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/** How long parts of an event are as JSON text in UTF-8, so that a batch is measured while it grows. */
export interface EventSize {
  /** The event around its records. */
  readonly envelope: number;
  /** What the first record of a partition adds beside itself. */
  partition(partition: number): number;
  /** One record with the comma that parts it from its neighbour. */
  record(record: KafkaRecord): number;
}

/**
 * The exact length of an event's JSON is `envelope` and, over all its partitions, `partition`, and over all its
 * records, `record`.
 */
export function eventSize(source: MskSource | SelfManagedSource, topic: string, bootstrapServers: string): EventSize {
  const topicBytes = jsonBytes(topic);
  return {
    // With n records in p partitions there are n - p and p - 1 commas: one less than counted with the records.
    envelope: jsonBytes(kafkaEvent(source, bootstrapServers, [])) - 1,
    partition: (partition) => topicBytes + '-'.length + String(partition).length + ':[]'.length,
    record: (record) => topicBytes + recordBytes(record) + ','.length,
  };
}

const RECORD_BYTES = '{"topic":,"partition":,"offset":,"timestamp":,"timestampType":"","headers":[]}'.length;

function recordBytes({ partition, offset, timestampMs, timestampType, key, value, headers }: KafkaRecord): number {
  return (
    RECORD_BYTES +
    String(partition).length +
    String(offset).length +
    String(timestampMs).length +
    timestampType.length +
    (key ? '"key":"",'.length + base64Bytes(key) : 0) +
    (value ? '"value":"",'.length + base64Bytes(value) : 0) +
    headersBytes(headers)
  );
}

const base64Bytes = (bytes: Buffer) => Math.ceil(bytes.length / 3) * 4;

function headersBytes(headers: KafkaRecord['headers']): number {
  let bytes = Math.max(0, headers.length - 1);
  for (const [key, value] of headers) bytes += '{:[]}'.length + jsonBytes(key) + signedBytes(value);
  return bytes;
}

function signedBytes(value: Buffer | null): number {
  if (!value?.length) return 0;
  let bytes = value.length - 1;
  for (const byte of value) bytes += DIGITS[byte] as number;
  return bytes;
}

const DIGITS = Array.from({ length: 256 }, (_, byte) => String((byte << 24) >> 24).length);

const jsonBytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
