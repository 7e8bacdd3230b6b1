import { expect, test } from '@jest/globals';
import { visible, visibleLine } from '../../../functions/shared/visible.ts';

/** C0 and C1 controls, what ends a line somewhere, and changes of direction. */
const TEXT = 'a\t\r\u0000\u001b\u007f\u009b\u2028\u2029\u202e\u2066é🙂';
const SHOWN = 'a\\u0009\\u000d\\u0000\\u001b\\u007f\\u009b\\u2028\\u2029\\u202e\\u2066é🙂';

test('what steers a terminal or ends a line is shown by its number, and the line feed stays', () => {
  expect(visible(`${TEXT}\n${TEXT}`)).toBe(`${SHOWN}\n${SHOWN}`);
});

test('on one line the line feed is shown by its number too', () => {
  expect(visibleLine(`${TEXT}\nb`)).toBe(`${SHOWN}\\u000ab`);
});
