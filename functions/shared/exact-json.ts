/** As many come out of a double as they went in (DBL_DIG of C). */
const EXACT_DIGITS = 15;

/**
 * Whether a number of this text has more digits than JSON.parse is sure to keep: 5.99999999999999999 becomes 6, and nobody
 * who reads the parsed body can tell (RFC 8259, section 6: interoperable numbers).
 */
export const hasRoundedNumber = (json: string): boolean =>
  (json.match(STRINGS_AND_NUMBERS) ?? []).some((token) => significantDigits(token) > EXACT_DIGITS);

/** A string that does not end is taken to the end of the text: so the search takes one pass. */
const STRINGS_AND_NUMBERS = /"(?:[^"\\]|\\.)*"?|\d[\d.]*/gs;

const significantDigits = (token: string) =>
  token.startsWith('"') ? 0 : token.replace('.', '').replace(/^0+/, '').length;
