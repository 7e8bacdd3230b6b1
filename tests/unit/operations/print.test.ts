import { expect, test } from '@jest/globals';
import { bar, printable, printableJson } from '../../../operations/print.ts';

test.each([
  [0, 0, '░░░░░░░░░░░░░░░░░░░░ 0 %'],
  [50, 200, '█████░░░░░░░░░░░░░░░ 25 %'],
  [199, 200, '████████████████████ 99 %'],
  [300, 200, '████████████████████ 100 %'],
])('a bar of %i of about %i', (done, total, shown) => {
  expect(bar(done, total)).toBe(shown);
});

test('control characters are shown, not obeyed', () => {
  expect(printable('a\u001b[31m\n\u009b\u2028\u202eé')).toBe('a\\u001b[31m\\u000a\\u009b\\u2028\\u202eé');
});

test('printed JSON has none of them either, and is the same value', () => {
  const value = { text: '\u001b[31m\u007f\u009b\u2028\u202e\n"é' };

  const json = printableJson(value);

  expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Bidi_Control}]/u);
  expect(JSON.parse(json)).toEqual(value);
});
