/**
 * Of what others wrote: control characters, which a terminal would obey, and what it may take for the end of a line or for
 * a change of direction (UAX #9), are shown by their number.
 */
export const printable = (text: string) => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, numbered);

/** JSON has escaped those below the space, and its own line breaks stay. */
export const printableJson = (value: unknown) =>
  JSON.stringify(value, null, 2).replaceAll(/[\u007f-\u009f\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, numbered);

export const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** `total` may be an estimate: it never shows more than all. */
export function bar(done: number, total: number): string {
  const share = done / Math.max(total, done, 1);
  const filled = Math.round(share * 20);
  return `${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${Math.floor(share * 100)} %`;
}

function numbered(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
