import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Amount } from '../../../functions/orders/order.ts';

test.each([
  ['59.99', '59.99'],
  [59.99, '59.99'],
  ['5', '5.00'],
  [5, '5.00'],
  ['5.9', '5.90'],
  ['0.01', '0.01'],
  ['99999999.99', '99999999.99'],
  [99999999.99, '99999999.99'],
  [1e3, '1000.00'],
])('takes %p as %s', (input, amount) => {
  expect(Amount.parse(input)).toBe(amount);
});

test.each([
  ...[
    '5.999',
    '-1',
    '0',
    '0.00',
    '1e3',
    'NaN',
    ' 5',
    '5 ',
    '+5',
    '',
    '.5',
    '5.',
    '05',
    '100000000',
    '1,5',
    '٥',
    '5\n',
    'Infinity',
  ],
  ...[5.999, -1, 0, -0, 100000000, 1e21, 1e-7, 0.001, Number.NaN, Number.POSITIVE_INFINITY],
  ...[null, undefined, true, [], ['5'], {}],
])('refuses %p', (input) => {
  expect(Amount.safeParse(input).success).toBe(false);
});

test('what was put in comes out, whatever number of cents it is', () => {
  const cents = fc.integer({ min: 1, max: 9_999_999_999 });

  fc.assert(
    fc.property(cents, (amount) => {
      const text = `${Math.trunc(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;

      expect(Amount.parse(text)).toBe(text);
      expect(Amount.parse(JSON.parse(text))).toBe(text);
    }),
  );
});
