import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasRoundedNumber } from '../../../functions/shared/exact-json.ts';

test.each([
  '5.9999999999999999',
  '{"amount":5.9999999999999999}',
  '[0.10000000000000000000001]',
  '{"a":"\\"","b":1234567890123456}',
  '-1234567890.123456',
  '1.2345678901234567e3',
])('%s has a number that is rounded', (json) => {
  expect(hasRoundedNumber(json)).toBe(true);
});

test.each([
  '5.99',
  '99999999.99',
  '0.00000000000000000000001',
  '"5.9999999999999999"',
  '{"12345678901234567890":"a \\"12345678901234567890\\" b"}',
  '[123456789012345,123456789012345]',
  '"12345678901234567890',
])('%s has none', (json) => {
  expect(hasRoundedNumber(json)).toBe(false);
});

test('where there is none, each number is read as it was sent', () => {
  const decimal = fc.stringMatching(/^[1-9]\d{0,10}\.\d{1,10}$/);

  fc.assert(
    fc.property(decimal, (text) => {
      fc.pre(!hasRoundedNumber(text));

      expect(String(JSON.parse(text))).toBe(text.replace(/\.?0+$/, ''));
    }),
  );
});

test('the longest body takes one pass, whatever its quotes are', () => {
  const started = performance.now();

  hasRoundedNumber('"\\'.repeat(32 * 1024));
  hasRoundedNumber('\\"'.repeat(32 * 1024));

  expect(performance.now() - started).toBeLessThan(500);
});
