/** A record as it lies in a partition, nothing decoded. The event's form of it is made in `event.ts`. */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  /** Beyond 2^53 AWS prints an inexact JSON number too; no broker gets there. */
  readonly offset: number;
  readonly timestampMs: number;
  readonly timestampType: 'CREATE_TIME' | 'LOG_APPEND_TIME';
  readonly key: Buffer | null;
  /** Null is a tombstone. */
  readonly value: Buffer | null;
  /** In the record's order, duplicate keys kept. */
  readonly headers: readonly (readonly [key: string, value: Buffer | null])[];
}

/** Records in the order in which they are sent: ascending partition, then ascending offset. */
export type Batch = readonly KafkaRecord[];

/** The key of the event's `records` map, and `partition` of an item identifier. */
export const topicPartition = (record: Pick<KafkaRecord, 'topic' | 'partition'>): string =>
  `${record.topic}-${record.partition}`;
