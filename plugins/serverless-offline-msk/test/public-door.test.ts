import { expect, test } from '@jest/globals';

test('the filter can be used on its own', async () => {
  const { compilePattern } = await import('serverless-offline-msk/filter');

  expect(compilePattern({ status: ['paid'] })({ status: 'paid' })).toBe(true);
});
