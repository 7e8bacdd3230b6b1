/**
 * Of what others wrote: control characters, which a terminal would obey, and what a viewer may take for the end of a line
 * or for a change of direction (UAX #9), are shown by their number. Line feeds stay.
 */
export const visible = (text: string) => text.replaceAll(/[[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]--\n]/gv, numbered);

/** On one line. */
export const visibleLine = (text: string) => visible(text).replaceAll('\n', numbered);

function numbered(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
