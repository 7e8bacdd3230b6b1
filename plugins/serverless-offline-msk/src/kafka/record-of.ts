import type { KafkaMessage } from 'kafkajs';
import type { KafkaRecord } from '../record.ts';
import { orderedHeaders } from './header-order.ts';

/** Of the record batch that a message came in; kafkajs has it, its types do not. */
type Message = KafkaMessage & { readonly batchContext?: { readonly timestampType: number } };

const LOG_APPEND_TIME = 1;

export const recordOf = (topic: string, partition: number, message: Message): KafkaRecord => ({
  topic,
  partition,
  offset: Number(message.offset),
  timestampMs: Number(message.timestamp),
  timestampType: message.batchContext?.timestampType === LOG_APPEND_TIME ? 'LOG_APPEND_TIME' : 'CREATE_TIME',
  key: message.key,
  value: message.value,
  headers: orderedHeaders(message.headers),
});

/** With copies of its bytes: a record that waits would hold the whole answer of the broker that it came in. */
export const detached = (record: KafkaRecord): KafkaRecord => ({
  ...record,
  key: copy(record.key),
  value: copy(record.value),
  headers: record.headers.map(([key, value]) => [key, copy(value)]),
});

const copy = (bytes: Buffer | null) => bytes && Buffer.from(bytes);
