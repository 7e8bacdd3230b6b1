/** Of what others wrote: control characters, which a terminal would obey, are shown as escapes. */
export const printable = (text: string) => text.replaceAll(/\p{Cc}/gu, escaped);

/** JSON escapes only those below the space. */
export const printableJson = (value: unknown) => JSON.stringify(value, null, 2).replaceAll(/[\u007f-\u009f]/g, escaped);

export const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** `total` may be an estimate: it never shows more than all. */
export function bar(done: number, total: number): string {
  const share = done / Math.max(total, done, 1);
  const filled = Math.round(share * 20);
  return `${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${Math.floor(share * 100)} %`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
