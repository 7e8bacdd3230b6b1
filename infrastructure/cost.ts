// npm run cost: quantities × prices.json → what a stage and its cluster cost a month. docs/deploy.md, "What it costs".
import { readCostOptions, usage } from './cost-options.ts';
import { idle, type Line, load } from './costs.ts';
import { readPrices } from './prices.ts';

try {
  const options = readCostOptions(process.argv.slice(2));
  if (options.help) console.log(usage);
  else {
    const prices = readPrices(options.prices);
    const { kind, zones, orders } = options;
    console.log(`Idle, a month\n\n${table(`MSK ${kind}, ${zones} zones`, idle(options, prices))}\n`);
    console.log(
      `${orders.toLocaleString('en')} orders a month, added to that\n\n${table('what', load(options, prices))}`,
    );
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

/** In Markdown, with the total last. */
function table(title: string, lines: Line[]): string {
  const total = lines.reduce((sum, { usd }) => sum + usd, 0);
  const rows = [
    [title, 'formula', 'USD'],
    ...lines.map(({ what, formula, usd }) => [what, formula, usd.toFixed(2)]),
    ['**together**', '', `**${total.toFixed(2)}**`],
  ] as [string, string, string][];
  const [first, second, third] = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const printed = rows.map(
    ([what, formula, usd]) =>
      `| ${what.padEnd(first ?? 0)} | ${formula.padEnd(second ?? 0)} | ${usd.padStart(third ?? 0)} |`,
  );
  const rule = `| ${'-'.repeat(first ?? 0)} | ${'-'.repeat(second ?? 0)} | ${'-'.repeat((third ?? 1) - 1)}: |`;
  return [printed[0], rule, ...printed.slice(1)].join('\n');
}
