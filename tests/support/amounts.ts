import fc from 'fast-check';

const MAX_CENTS = 9_999_999_999;

/** All texts that stand for this many cents, the one with two places first; none for what is no amount. */
export function spellings(cents: number): string[] {
  if (!(Number.isInteger(cents) && cents >= 1 && cents <= MAX_CENTS)) return [];
  const whole = String(Math.trunc(cents / 100));
  const places = String(cents % 100).padStart(2, '0');
  return [
    `${whole}.${places}`,
    ...(places.endsWith('0') ? [`${whole}.${places[0]}`] : []),
    ...(places === '00' ? [whole] : []),
  ];
}

/** A number of cents, the bounds among them. */
export const cents = fc.oneof(fc.integer({ min: 1, max: MAX_CENTS }), fc.constantFrom(1, 9, 10, 99, 100, MAX_CENTS));

/** An amount with one character too many or another one; a few of them are amounts, too. */
export const nearAmount = fc
  .tuple(cents, fc.nat({ max: 12 }), fc.constantFrom(...'0123456789.,+-eE _\n\u0660'), fc.constantFrom(0, 1))
  .map(([amount, at, character, replaced]) => {
    const [text = ''] = spellings(amount);
    return text.slice(0, at) + character + text.slice(at + replaced);
  });

/** Whether the text stands for an amount, found without the rule that is tested. */
export const isAmount = (text: string) => spellings(Math.round(Number(text) * 100)).includes(text);
