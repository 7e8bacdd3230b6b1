import type { MskSource, SelfManagedSource } from './mapping.ts';
import { type Batch, type KafkaRecord, topicPartition } from './record.ts';

/** The invocation event of an MSK (`aws:kafka`) or self-managed Kafka event source. */
export type KafkaEvent = {
  readonly eventSource: 'aws:kafka' | 'SelfManagedKafka';
  readonly eventSourceArn?: string;
  readonly bootstrapServers: string;
  readonly records: { readonly [topicPartition: string]: readonly EventRecord[] };
};

export interface EventRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly timestampType: KafkaRecord['timestampType'];
  readonly key?: string;
  readonly value?: string;
  readonly headers: readonly { readonly [key: string]: readonly number[] }[];
}

/**
 * The event that holds a batch, in AWS's property order (guide page "Using Lambda with Amazon MSK", sample event).
 *
 * @param bootstrapServers comma-joined `host:port`
 */
export function kafkaEvent(source: MskSource | SelfManagedSource, bootstrapServers: string, batch: Batch): KafkaEvent {
  const records: Record<string, EventRecord[]> = {};
  for (const record of batch) {
    const key = topicPartition(record);
    records[key] ??= [];
    records[key].push(eventRecord(record));
  }
  return source.kind === 'msk'
    ? { eventSource: 'aws:kafka', eventSourceArn: source.eventSourceArn, bootstrapServers, records }
    : { eventSource: 'SelfManagedKafka', bootstrapServers, records };
}

/** A null key or value is absent, an empty one is `""`. Header bytes are signed, as Java has them. */
export function eventRecord(record: KafkaRecord): EventRecord {
  const { topic, partition, offset, timestampMs: timestamp, timestampType, key, value, headers } = record;
  return {
    topic,
    partition,
    offset,
    timestamp,
    timestampType,
    ...(key && { key: key.toString('base64') }),
    ...(value && { value: value.toString('base64') }),
    headers: headers.map(([name, bytes]) => ({ [name]: bytes ? [...signed(bytes)] : [] })),
  };
}

const signed = (bytes: Buffer) => new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
