import { expect, jest, test } from '@jest/globals';
import Lambda from 'serverless-offline/lambda';
import { OfflineInvoker } from '../src/invokers/offline.ts';

test('an instance that cannot be cleaned up does not make an invocation reject', async () => {
  const cleanup = jest.spyOn(Lambda.prototype, 'cleanup').mockRejectedValueOnce(new Error('as told'));
  const invoker = new OfflineInvoker({}, { host: '127.0.0.1', lambdaPort: 0 }, []);
  const invoked = invoker.invoke('no-such-function', '{}');
  const reloaded = invoker.reload();

  await expect(invoked).resolves.toMatchObject({ kind: 'function-error' });

  await reloaded;
  expect(cleanup).toHaveBeenCalledTimes(1);
  await invoker.stop();
});
