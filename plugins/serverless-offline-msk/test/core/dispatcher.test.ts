import { expect, test } from '@jest/globals';
import type { Task } from '../../src/core/work.ts';
import { newRecord } from '../support/failed-batch.ts';
import { newDispatcher } from './new-dispatcher.ts';

test('a batch that waits for its retry leaves its poller to others when its partitions are lost', () => {
  const dispatcher = newDispatcher({ backoff: { firstMs: 60_000, maxMs: 60_000 } });
  dispatcher.assign(0, 0, false);
  dispatcher.polled(0, [newRecord({ partition: 0 })], 1, 0);
  const [task] = dispatcher.due(0) as [Task];
  dispatcher.invoked(task, { kind: 'function-error', message: 'as told' }, 'id', 0);
  dispatcher.assign(1, 0, false);
  dispatcher.polled(1, [newRecord({ partition: 1 })], 1, 0);

  dispatcher.revoke(0);

  expect(dispatcher.due(0).map(({ records }) => records[0]?.partition)).toEqual([1]);
});

test('a batch that waits for its retry goes on with the partitions that stay', () => {
  const dispatcher = newDispatcher();
  for (const partition of [0, 1]) {
    dispatcher.assign(partition, 0, false);
    dispatcher.polled(partition, [newRecord({ partition })], 1, 0);
  }
  const [task] = dispatcher.due(0) as [Task];
  dispatcher.invoked(task, { kind: 'function-error', message: 'as told' }, 'id', 0);

  dispatcher.revoke(0);

  expect(dispatcher.due(100).map(({ records }) => records.map(({ partition }) => partition))).toEqual([[1]]);
});
