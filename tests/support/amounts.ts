export const MAX_CENTS = 9_999_999_999;

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
