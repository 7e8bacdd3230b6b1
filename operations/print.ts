import { visible, visibleLine } from '../functions/shared/visible.ts';

/** On one line of the terminal, which obeys nothing of it. */
export const printable = visibleLine;

/** Its own line breaks stay; JSON has escaped those of the values. */
export const printableJson = (value: unknown) => visible(JSON.stringify(value, null, 2));

export const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** `total` may be an estimate: it never shows more than all. */
export function bar(done: number, total: number): string {
  const share = done / Math.max(total, done, 1);
  const filled = Math.round(share * 20);
  return `${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${Math.floor(share * 100)} %`;
}
