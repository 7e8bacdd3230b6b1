import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Amount } from '../../../functions/orders/order.ts';
import { cents, isAmount, nearAmount, spellings } from '../../support/amounts.ts';

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

test('what was put in comes out, whatever number of cents it is and however it is spelled', () => {
  fc.assert(
    fc.property(cents, (amount) => {
      for (const spelling of spellings(amount)) {
        expect(Amount.parse(spelling)).toBe(spellings(amount)[0]);
        expect(Amount.parse(JSON.parse(spelling))).toBe(spellings(amount)[0]);
      }
    }),
  );
});

test('all that is no spelling of an amount is refused, be it ever so close to one', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789.-+e'), maxLength: 14 });

  fc.assert(
    fc.property(fc.oneof(nearAmount, digits, fc.string()), (text) => {
      expect(Amount.safeParse(text).success).toBe(isAmount(text));
    }),
    { numRuns: 1_000 },
  );
});

test('a number is an amount when its shortest decimal text is one', () => {
  const number = fc.oneof(
    fc.double(),
    fc.double({ min: 0, max: 1e8 }),
    cents.map((amount) => amount / 100),
  );

  fc.assert(
    fc.property(number, (value) => {
      expect(Amount.safeParse(value).success).toBe(Amount.safeParse(String(value)).success);
    }),
  );
});
