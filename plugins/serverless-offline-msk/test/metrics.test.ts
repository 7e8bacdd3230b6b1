import { expect, test } from '@jest/globals';
import type { Fact } from '../src/facts.ts';
import { count, noMetrics, offsetLag } from '../src/metrics.ts';
import { toJson, toPrometheus } from '../src/metrics-formats.ts';
import { factOf, newInvocation } from './support/facts.ts';
import { newMapping } from './support/failed-batch.ts';

const failed = { ...newInvocation(), durationMs: 12, failedRecords: 3, message: 'no' };
const givenUp = { ...newInvocation(), condition: 'RetryAttemptsExhausted' };
const queue = { onFailureDestination: { kind: 'sqs', arn: 'arn:aws:sqs:eu-west-1:0:dlq' } } as const;

test.each<[string, Fact, object]>([
  ['a fetch', factOf('polled', { records: 10, partition: 0 }), { PolledEventCount: 10 }],
  ['an empty fetch', factOf('polled', { records: 0, partition: 0 }), {}],
  ['filtered records', factOf('filtered', { records: 3, partition: 0 }), { FilteredOutEventCount: 3 }],
  ['a success', factOf('succeeded', { ...newInvocation(), durationMs: 1 }), { InvokedEventCount: 3 }],
  [
    'a function error',
    factOf('failed', { ...failed, result: 'function-error' }),
    { InvokedEventCount: 3, FailedInvokeEventCount: 3, InvokeErrorCount: 1 },
  ],
  [
    'a partial failure',
    factOf('failed', { ...failed, result: 'partial', failedRecords: 1 }),
    { InvokedEventCount: 3, FailedInvokeEventCount: 3, InvokeErrorCount: 1 },
  ],
  [
    'a throttle',
    factOf('failed', { ...failed, result: 'not-invoked' }),
    { FailedInvokeEventCount: 3, InvokeErrorCount: 1 },
  ],
  ['a delivery', factOf('dead-lettered', givenUp, queue), { OnFailureDestinationDeliveredEventCount: 3 }],
  ['a drop', factOf('dropped', givenUp), { DroppedEventCount: 3 }],
  [
    'a drop by a destination',
    factOf('dropped', givenUp, queue),
    { DroppedEventCount: 3, DestinationDeliveryFailures: 1 },
  ],
  [
    'a refused delivery',
    factOf('destination-failed', { records: 3, destination: 'dlq', message: 'no' }),
    { OnFailureDestinationDeliveryErrorCount: 1 },
  ],
  ['a commit', factOf('committed', { partition: 0, offset: '18', records: 3 }), { CommittedEventCount: 3 }],
  ['a failed commit', factOf('commit-failed', { message: 'no' }), { CommitErrorCount: 1 }],
  ['a failed fetch', factOf('polling-failed', { message: 'no' }), { PollingErrorCount: 1 }],
  ['a retry', factOf('retried', { ...newInvocation(), nextRetryInMs: 1 }), {}],
])('%s counts by AWS’s rules', (_, fact, expected) => {
  const { counters } = count(noMetrics, fact);

  expect(counters).toEqual({ ...noMetrics.counters, ...expected });
});

test('counters add up and the lag is the latest', () => {
  const facts = [
    factOf('polled', { records: 2, partition: 0 }),
    lagOf(9, 1),
    factOf('polled', { records: 3, partition: 1 }),
    lagOf(4, 6),
  ];

  const { counters, partitions } = facts.reduce(count, noMetrics);

  expect(counters.PolledEventCount).toBe(5);
  expect(offsetLag(partitions)).toEqual({ OffsetLag: 10, MaxOffsetLag: 6, SumOffsetLag: 10 });
});

test('a partition without a commit has no lag, not one of 0', () => {
  expect(offsetLag(lagOf(4, null).partitions)).toEqual({ OffsetLag: 4, MaxOffsetLag: 4, SumOffsetLag: 4 });
  const unknown = { OffsetLag: null, MaxOffsetLag: null, SumOffsetLag: null };
  expect(offsetLag(lagOf(null).partitions)).toEqual(unknown);
});

test('JSON names the mapping and each partition', () => {
  const metrics = count(noMetrics, lagOf(4, null));

  const { mappings } = toJson([{ mapping: newMapping(), metrics }]);

  expect(mappings[0]).toMatchObject({ function: 'ordersOnUserCreated', topic: 't', metrics: { MaxOffsetLag: 4 } });
  expect(mappings[0]?.partitions.map(({ lag }) => lag)).toEqual([4, null]);
});

test('the pollers are the minimum in provisioned mode, and absent on demand', () => {
  const provisioned = { mapping: newMapping({ uuid: '1', provisionedPollers: { minimum: 3, maximum: 9 } }) };
  const onDemand = { mapping: newMapping({ uuid: '2', provisionedPollers: undefined }) };
  const both = [provisioned, onDemand].map((one) => ({ ...one, metrics: noMetrics }));

  expect(toJson(both).mappings.map(({ metrics }) => metrics.ProvisionedPollers)).toEqual([3, null]);
  expect(toPrometheus(both).match(/^ProvisionedPollers\{.*/gm)).toEqual([
    'ProvisionedPollers{function="ordersOnUserCreated",topic="t",event_source_mapping="1"} 3',
  ]);
});

test('Prometheus gets each metric once, with a sample for each mapping', () => {
  const polled = count(noMetrics, factOf('polled', { records: 7, partition: 0 }));
  const quoted = newMapping({ uuid: '2', function: { key: 'a"b\\c\nd', arn: 'arn', timeoutMs: 1 } });

  const text = toPrometheus([
    { mapping: newMapping({ uuid: '1' }), metrics: count(polled, lagOf(4, null)) },
    { mapping: quoted, metrics: noMetrics },
  ]);

  const lines = text.split('\n');
  const labels = 'function="ordersOnUserCreated",topic="t",event_source_mapping="1"';
  expect(lines.filter((line) => line.includes('PolledEventCount'))).toEqual([
    '# TYPE PolledEventCount counter',
    `PolledEventCount{${labels}} 7`,
    'PolledEventCount{function="a\\"b\\\\c\\nd",topic="t",event_source_mapping="2"} 0',
  ]);
  expect(lines.filter((line) => line.includes('OffsetLag{'))).toEqual([
    `OffsetLag{${labels}} 4`,
    `MaxOffsetLag{${labels}} 4`,
    `SumOffsetLag{${labels}} 4`,
    `PartitionOffsetLag{${labels},partition="0"} 4`,
  ]);
  expect(text.endsWith('\n')).toBe(true);
});

const lagOf = (...lags: (number | null)[]) =>
  factOf('lag', { partitions: lags.map((lag, partition) => ({ partition, high: 10, low: 0, committed: lag, lag })) });
