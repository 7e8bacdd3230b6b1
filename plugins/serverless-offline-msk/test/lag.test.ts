import { expect, test } from '@jest/globals';
import { partitionLags } from '../src/lag.ts';

test.each([
  ['records after the committed offset', { low: 0, high: 10, committed: 4 }, 6],
  ['nothing left', { low: 0, high: 10, committed: 10 }, 0],
  ['nothing committed', { low: 0, high: 10, committed: null }, null],
  ['records that retention has deleted', { low: 7, high: 10, committed: 4 }, 3],
  ['a topic that was made anew', { low: 0, high: 2, committed: 10 }, 0],
])('the lag with %s', (_, offsets, lag) => {
  expect(partitionLags(new Map([[0, { ...offsets, atTimestamp: undefined }]]))).toEqual([
    { partition: 0, ...offsets, lag },
  ]);
});

test('partitions are in their order', () => {
  const offsets = { low: 0, high: 0, committed: 0, atTimestamp: undefined };

  const lags = partitionLags(new Map([2, 0, 1].map((partition) => [partition, offsets])));

  expect(lags.map(({ partition }) => partition)).toEqual([0, 1, 2]);
});
