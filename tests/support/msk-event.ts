import type { MSKEvent } from 'aws-lambda';

interface TestRecord {
  offset?: number;
  key?: Buffer | undefined;
  /** Text or bytes as they are, anything else as its JSON, null as a tombstone. */
  value: unknown;
  headers?: [name: string, value: Buffer][];
}

/** An MSK event as Lambda sends it: `mskEvent({ 'user_created-0': [{ value: { user_id } }] })`. */
export function mskEvent(records: Record<string, TestRecord[]>): MSKEvent {
  return {
    eventSource: 'aws:kafka',
    eventSourceArn: 'arn:aws:kafka:us-east-1:000000000000:cluster/test/1',
    bootstrapServers: '127.0.0.1:9092',
    records: Object.fromEntries(
      Object.entries(records).map(([topicPartition, list]) => [topicPartition, list.map(toRecord(topicPartition))]),
    ),
  } as unknown as MSKEvent;
}

const toRecord = (topicPartition: string) => (record: TestRecord, index: number) => ({
  topic: topicPartition.replace(/-\d+$/, ''),
  partition: Number(topicPartition.replace(/^.*-/, '')),
  offset: record.offset ?? index,
  timestamp: 1_721_811_600_000,
  timestampType: 'CREATE_TIME',
  ...(record.key && { key: record.key.toString('base64') }),
  ...(record.value !== null && { value: toBytes(record.value).toString('base64') }),
  headers: (record.headers ?? []).map(([name, value]) => ({ [name]: [...new Int8Array(value)] })),
});

const toBytes = (value: unknown): Buffer =>
  Buffer.isBuffer(value) ? value : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
