import { expect, test } from '@jest/globals';
import { toMessages, toMetadata, toMetadataWithPayload } from '../src/destinations/document.ts';
import { clusterArn, functionArn, newFailedBatch, newMapping, newRecord } from './support/failed-batch.ts';

const at = new Date('2019-11-14T00:38:06.021Z');

test('the metadata of a batch of two partitions is AWS’s document to the byte', () => {
  const later = Date.parse('2019-11-14T00:38:05.580Z');
  const records = [
    newRecord({ partition: 0, offset: 15 }),
    newRecord({ partition: 0, offset: 17 }),
    newRecord({ partition: 0, offset: 20, timestampMs: later }),
    newRecord({ partition: 1, offset: 7, timestampMs: later }),
  ];

  const document = toMetadata(newFailedBatch({ records, payload: '{"é":1}', invokeCount: 11 }), at);

  expect(document).toBe(
    `{"requestContext":{"requestId":"316aa6d0-8154-4000-9af7-85d5f4a6bc81","functionArn":"${functionArn}",` +
      '"condition":"RetryAttemptsExhausted","approximateInvokeCount":11},' +
      '"responseContext":{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"},' +
      '"version":"1.0","timestamp":"2019-11-14T00:38:06.021Z",' +
      `"KafkaBatchInfo":{"batchSize":4,"eventSourceArn":"${clusterArn}","bootstrapServers":"h:9092,h2:9092",` +
      '"payloadSize":8,"recordsInfo":{' +
      '"t-0":{"firstRecordOffset":"15","lastRecordOffset":"20",' +
      '"firstRecordTimestamp":"2019-11-14T00:38:04.835Z","lastRecordTimestamp":"2019-11-14T00:38:05.580Z"},' +
      '"t-1":{"firstRecordOffset":"7","lastRecordOffset":"7",' +
      '"firstRecordTimestamp":"2019-11-14T00:38:05.580Z","lastRecordTimestamp":"2019-11-14T00:38:05.580Z"}}}}',
  );
});

test('a batch that was never invoked has no response context', () => {
  const batch = newFailedBatch({ condition: 'MaximumPayloadSizeExceeded', invokeCount: 0, functionError: false });

  const document = JSON.parse(toMetadata(batch, at));

  expect(document.requestContext).toMatchObject({ condition: 'MaximumPayloadSizeExceeded', approximateInvokeCount: 0 });
  expect(document.responseContext).toBeNull();
});

test('a partial failure is no function error', () => {
  const document = JSON.parse(toMetadata(newFailedBatch({ functionError: false }), at));

  expect(document.responseContext).toEqual({ statusCode: 200, executedVersion: '$LATEST' });
});

test('a self-managed source has bootstrap servers and no ARN', () => {
  const mapping = newMapping({ source: { kind: 'kafka', bootstrapServers: ['h:9092', 'h2:9092'] } });

  const { KafkaBatchInfo } = JSON.parse(toMetadata(newFailedBatch({ mapping }), at));

  expect(Object.keys(KafkaBatchInfo)).toEqual(['batchSize', 'bootstrapServers', 'payloadSize', 'recordsInfo']);
});

test('a timestamp that no date can hold is the latest date', () => {
  const records = [newRecord({ timestampMs: 1_700_000_000_000_000_000 })];

  const { KafkaBatchInfo } = JSON.parse(toMetadata(newFailedBatch({ records }), at));

  expect(KafkaBatchInfo.recordsInfo['t-0'].firstRecordTimestamp).toBe('+275760-09-13T00:00:00.000Z');
});

test('an S3 object is the metadata and, last, the event as a string', () => {
  const batch = newFailedBatch();

  const object = toMetadataWithPayload(batch, at);

  expect(object).toBe(`${toMetadata(batch, at).slice(0, -1)},"payload":${JSON.stringify(batch.payload)}}`);
});

test('a topic gets a message for each record, AWS’s document to the byte', () => {
  const headers = [['h', Buffer.from('ë')]] as const;
  const records = [newRecord({ offset: 100, headers }), newRecord({ offset: 101, key: null, value: null })];

  const [first, tombstone] = toMessages(newFailedBatch({ records, invokeCount: 3 }), at);

  expect(first).toEqual({
    key: Buffer.from('k'),
    value:
      '{"requestContext":{"requestId":"316aa6d0-8154-4000-9af7-85d5f4a6bc81",' +
      `"functionArn":"${functionArn}:$LATEST","condition":"RetriesExhausted","approximateInvokeCount":3},` +
      '"responseContext":{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"},' +
      '"version":"1.0","timestamp":"2019-11-14T00:38:06.021Z",' +
      `"KafkaBatchInfo":{"batchSize":1,"eventSourceArn":"${clusterArn}","bootstrapServers":"h:9092,h2:9092",` +
      '"payloadSize":308,"recordInfo":{"offset":"100","timestamp":"2019-11-14T00:38:04.835Z"}},' +
      `"payload":{"bootstrapServers":"h:9092,h2:9092","eventSource":"aws:kafka","eventSourceArn":"${clusterArn}",` +
      '"records":{"t-0":[{"headers":[{"h":[-61,-85]}],"key":"aw==","offset":100,"partition":0,' +
      '"timestamp":1573691884835,"timestampType":"CREATE_TIME","topic":"t","value":"dg=="}]}}}',
  });
  expect(tombstone?.key).toBeNull();
  expect(JSON.parse(tombstone?.value ?? '').payload.records['t-0'][0]).not.toHaveProperty('value');
});

test.each(['MaximumPayloadSizeExceeded', 'RecordAgeExceeded'] as const)(
  '%s is spelled alike everywhere',
  (condition) => {
    const batch = newFailedBatch({ condition });

    const [message] = toMessages(batch, at);

    expect(JSON.parse(message?.value ?? '').requestContext.condition).toBe(condition);
    expect(JSON.parse(toMetadata(batch, at)).requestContext.condition).toBe(condition);
  },
);
