import { expect, test } from '@jest/globals';
import { readOptions } from '../../chaos/options.ts';

test('minutes and seed are taken as they are given; without a seed each run has another', () => {
  expect(readOptions(['--minutes', '1.5', '--seed', '7'])).toEqual({ minutes: 1.5, seed: 7 });
  expect(readOptions([], () => 42)).toEqual({ minutes: 5, seed: 42 });
});

test.each([
  [['--minutes', '0'], '--minutes is "0"'],
  [['--minutes', 'x'], '--minutes is "x"'],
  [['--seed', '1.5'], '--seed is "1.5"'],
])('%j is refused', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
