import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { readCostOptions } from '../../../infrastructure/cost-options.ts';
import { idle, load } from '../../../infrastructure/costs.ts';
import type { Prices } from '../../../infrastructure/prices.ts';

interface Price {
  value: number;
  unit: string;
  date: string | null;
  source: string;
}

const documented = readFileSync('docs/deploy.md', 'utf8');
const shipped: Record<string, Price> = JSON.parse(readFileSync('infrastructure/prices.json', 'utf8'));

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'prices-'));
});

afterEach(() => rmSync(dir, { recursive: true }));

const cost = (...args: string[]) => execa({ reject: false, all: true })`node infrastructure/cost.ts ${args}`;

const tables = (printed: string) => printed.match(/(?:^\|.*\n?)+/gm)?.map((table) => table.trim()) ?? [];

const totals = (printed: string) => [...printed.matchAll(/together.*\*\*([\d.]+)\*\*/g)].map(([, usd]) => usd);

function pricesFile(prices: unknown): string {
  const file = path.join(dir, 'my-prices.json');
  writeFileSync(file, JSON.stringify(prices));
  return file;
}

test('the tables and totals of docs/deploy.md are those that it prints', async () => {
  const serverless = await cost();
  const provisioned = await cost('--kind', 'provisioned', '--zones', '3');

  expect(totals(serverless.stdout)).toEqual(['589.77', '31.13']);
  expect(totals(provisioned.stdout)[0]).toBe('528.06');
  const [idle, load] = tables(serverless.stdout);
  for (const table of [idle, load, tables(provisioned.stdout)[0]]) expect(documented).toContain(table);
});

test('the prices of docs/deploy.md are those of prices.json, and each has a date or says that it has none', () => {
  const rows = documented.replaceAll(/ +/g, ' ');

  for (const [name, { value, unit, date, source }] of Object.entries(shipped)) {
    const usd = value.toLocaleString('en', { maximumSignificantDigits: 8 });
    expect(rows).toContain(`| \`${name}\` | ${usd} | ${unit} | ${date ?? '—'} | ${source} |`);
    expect({ name, undated: /no dated source/.test(source) }).toEqual({ name, undated: date === null });
  }
});

test.each([
  [['--scram'], 21.9 + 0.4],
  [['--failure-destination'], 21.9],
  [['--poller-units', '2'], 270.1],
  [['--alarms', '39'], 1],
])('%j adds to the idle month of three zones what docs/deploy.md says', async (args, more) => {
  const { stdout } = await cost('--kind', 'provisioned', '--zones', '3', ...args);

  expect(Number(totals(stdout)[0])).toBeCloseTo(528.06 + more, 2);
});

test('another price in a file changes the total, and the others stay', async () => {
  const file = pricesFile({ endpoint: { value: 0.02, date: '2026-10-01', source: 'a bill' } });

  const { stdout } = await cost('--prices', file);

  expect(totals(stdout)).toEqual(['618.97', '31.13']);
});

test('each price counts', () => {
  const prices = Object.fromEntries(Object.entries(shipped).map(([name, { value }]) => [name, value])) as Prices;
  const stages = [[], ['--kind', 'provisioned', '--scram', '--poller-units', '1']].map(readCostOptions);
  const sum = (of: Prices) =>
    stages.flatMap((options) => [...idle(options, of), ...load(options, of)]).reduce((all, { usd }) => all + usd, 0);

  const unused = Object.entries(prices).filter(
    ([name, value]) => sum({ ...prices, [name]: value * 2 }) === sum(prices),
  );

  expect(unused).toEqual([]);
});

test('twice the traffic costs twice as much, and idle the same', async () => {
  const { stdout } = await cost('--orders', '2000000', '--users', '200000', '--reads', '2000000');

  expect(totals(stdout)).toEqual(['589.77', '62.26']);
});

test.each([
  [['--zones', '1'], '--zones 1: it is one of 2, 3'],
  [['--kind', 'express'], '--kind express: it is one of serverless, provisioned'],
  [['--scram'], '--scram needs --kind provisioned'],
  [['--orders', 'many'], '--orders many: it is a number, as in --orders 3'],
  [['--order', '3'], "Unknown option '--order'. All options: npm run cost -- --help"],
  [['--prices', 'none.json'], '--prices none.json: ENOENT'],
])('%j is refused, and the message says what to give', async (args, message) => {
  const { stderr, exitCode } = await cost(...args);

  expect(stderr).toContain(message);
  expect(exitCode).toBe(1);
});

test.each([
  [{ endpont: { value: 1 } }, 'no price has the name endpont'],
  [{ endpoint: { value: '1' } }, 'expected number'],
  [{ endpoint: { value: -1 } }, 'expected number to be >=0'],
  [{ endpoint: { vlaue: 1 } }, 'Unrecognized key: "vlaue"'],
  [{ lambdaDuration: { value: 13, unit: 'million GB-seconds' } }, 'lambdaDuration is for a GB-second on arm64'],
])('the prices %j are refused, and the message says why', async (prices, message) => {
  const { stderr, exitCode } = await cost('--prices', pricesFile(prices));

  expect(stderr).toContain(message);
  expect(exitCode).toBe(1);
});

test('--help shows every option with its default', async () => {
  const { stdout, exitCode } = await cost('--help');

  expect(stdout).toMatch(/^npm run cost -- \[options\]\n/);
  expect(stdout).toContain('--zones 2 ');
  expect(exitCode).toBe(0);
});
