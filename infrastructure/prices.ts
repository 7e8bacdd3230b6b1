import { readFileSync } from 'node:fs';
import { z } from 'zod';
import shipped from './prices.json' with { type: 'json' };

type PriceName = keyof typeof shipped;

/** In US dollars for the `unit` that prices.json says. */
export type Prices = Readonly<Record<PriceName, number>>;

const names = Object.keys(shipped) as PriceName[];

const OwnPrice = z.strictObject({
  value: z.number().nonnegative(),
  unit: z.string().optional(),
  date: z.string().nullish(),
  source: z.string().optional(),
});

/**
 * Those of prices.json, which are of US East (N. Virginia), and instead of some of them those of a file in the same form.
 * @throws where the file cannot be read, or has a price of a name or form that prices.json does not have
 */
export function readPrices(file?: string): Prices {
  return valuesOf({ ...shipped, ...(file === undefined ? {} : readOwn(file)) });
}

function readOwn(file: string) {
  try {
    const own = z.record(z.string(), OwnPrice).parse(JSON.parse(readFileSync(file, 'utf8')));
    const unknown = Object.keys(own).filter((name) => !names.includes(name as PriceName));
    if (unknown.length > 0) throw new Error(`no price has the name ${unknown.join(', ')}`);
    for (const name of names) {
      const { unit } = shipped[name];
      if (own[name]?.unit !== undefined && own[name].unit !== unit) throw new Error(`${name} is for a ${unit}`);
    }
    return own;
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new Error(`--prices ${file}: ${problem}. It has the form of infrastructure/prices.json`, { cause: error });
  }
}

const valuesOf = (prices: Record<PriceName, { value: number }>) =>
  Object.fromEntries(names.map((name) => [name, prices[name].value])) as Prices;
