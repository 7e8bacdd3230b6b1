/** A filter pattern that AWS would refuse too. The message begins with the path of what is wrong. */
export class InvalidPattern extends Error {
  override readonly name = 'InvalidPattern';

  constructor(path: string, problem: string) {
    super(path === '' ? problem : `${path}: ${problem}`);
  }
}

/** How a message shows a part of a pattern. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
