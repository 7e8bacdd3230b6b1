import { parseArgs } from 'node:util';

export interface Options {
  readonly minutes: number;
  readonly seed: number;
}

/** @throws where `--minutes` is no positive number, or `--seed` no whole one */
export function readOptions(
  args = process.argv.slice(2),
  newSeed = () => Math.floor(Math.random() * 2 ** 31),
): Options {
  const { values } = parseArgs({ args, options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
  const minutes = Number(values.minutes ?? 5);
  const seed = values.seed === undefined ? newSeed() : Number(values.seed);
  if (!(minutes > 0)) throw new Error(`--minutes is "${values.minutes}": it must be a number greater than 0`);
  if (!Number.isInteger(seed)) throw new Error(`--seed is "${values.seed}": it must be a whole number`);
  return { minutes, seed };
}
