import { expect, test } from '@jest/globals';
import { Scheduler } from '../src/scheduler.ts';
import { newDispatcher } from './core/new-dispatcher.ts';
import { eventually } from './support/eventually.ts';
import { newMapping, newRecord } from './support/failed-batch.ts';

test('an invoker that rejects or throws has not invoked the function: the batch comes again', async () => {
  const dispatcher = newDispatcher({ maximumRetryAttempts: 0, backoff: { firstMs: 0, maxMs: 0 } });
  let calls = 0;
  const invoke = () => {
    calls += 1;
    if (calls === 1) throw new Error('thrown');
    return calls === 2
      ? Promise.reject(new Error('rejected'))
      : Promise.resolve({ kind: 'returned' as const, response: null });
  };
  const scheduler = new Scheduler({
    mapping: newMapping(),
    bootstrapServers: 'b:1',
    dispatcher,
    invoker: { invoke, stop: async () => {} },
    destination: undefined,
    now: Date.now,
  });
  dispatcher.assign(0, 0, false);
  dispatcher.polled(0, [newRecord()], 1, 0);

  scheduler.wake();

  await eventually(() => expect(dispatcher.commits()).toMatchObject([{ partition: 0, offset: 1 }]), { withinMs: 2000 });
  expect(calls).toBe(3);
  await scheduler.stop(0);
});
