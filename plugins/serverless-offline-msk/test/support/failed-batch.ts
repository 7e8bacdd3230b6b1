import type { FailedBatch } from '../../src/destination.ts';
import { kafkaEvent } from '../../src/event.ts';
import type { EventSourceMapping } from '../../src/mapping.ts';
import type { KafkaRecord } from '../../src/record.ts';

export const functionArn = 'arn:aws:lambda:eu-west-1:000000000000:function:shop-local-ordersOnUserCreated';
export const clusterArn = 'arn:aws:kafka:eu-west-1:000000000000:cluster/local/1';

export const newMapping = (mapping: Partial<EventSourceMapping> = {}): EventSourceMapping => ({
  uuid: '5f0c4d4e-0000-4000-8000-000000000001',
  logicalId: 'OrdersOnUserCreatedEventSourceMappingMSKLocalT',
  function: { key: 'ordersOnUserCreated', arn: functionArn, timeoutMs: 6000 },
  source: { kind: 'msk', eventSourceArn: clusterArn },
  topic: 't',
  consumerGroupId: '5f0c4d4e-0000-4000-8000-000000000001',
  startingPosition: { kind: 'TRIM_HORIZON' },
  batchSize: 100,
  batchingWindowMs: 500,
  enabled: true,
  filterPatterns: [],
  provisionedPollers: { minimum: 1, maximum: 1 },
  reportBatchItemFailures: false,
  maximumRetryAttempts: 0,
  maximumRecordAgeMs: undefined,
  bisectBatchOnFunctionError: false,
  onFailureDestination: undefined,
  ...mapping,
});

export const newRecord = (record: Partial<KafkaRecord> = {}): KafkaRecord => ({
  topic: 't',
  partition: 0,
  offset: 0,
  timestampMs: Date.parse('2019-11-14T00:38:04.835Z'),
  timestampType: 'CREATE_TIME',
  key: Buffer.from('k'),
  value: Buffer.from('v'),
  headers: [],
  ...record,
});

/** The payload is the batch's event. */
export function newFailedBatch(batch: Partial<FailedBatch> = {}): FailedBatch {
  const { mapping = newMapping(), records = [newRecord()] } = batch;
  return {
    mapping,
    bootstrapServers: 'h:9092,h2:9092',
    records,
    payload: JSON.stringify(kafkaEvent(mapping.source, 'h:9092,h2:9092', records)),
    condition: 'RetryAttemptsExhausted',
    requestId: '316aa6d0-8154-4000-9af7-85d5f4a6bc81',
    invokeCount: 1,
    functionError: true,
    ...batch,
  };
}
