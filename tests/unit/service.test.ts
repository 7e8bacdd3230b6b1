import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { ROUTES } from '../../functions/fallback.ts';

interface ServiceFunction {
  handler: string;
  events?: { httpApi?: string; stream?: { filterPatterns: unknown[] } }[];
}

const service = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'error' });
// The documents are a part of the local stack.
const { documents: _, ...functions }: Record<string, ServiceFunction> = service.functions;

test("a function's key is the camelCase of its path, and it has a sample", () => {
  const keys = Object.values(functions).map(({ handler }) =>
    handler.replace(/^functions\/|\.handler$/g, '').replaceAll(/[/-](\w)/g, (_, letter) => letter.toUpperCase()),
  );

  expect(Object.keys(functions)).toEqual(keys);
  expect(globSync('*.json', { cwd: 'events/samples' }).sort()).toEqual(keys.map((key) => `${key}.json`).sort());
});

test('the fallback knows the routes of serverless.yml', () => {
  const routes = Object.values(functions)
    .flatMap(({ events = [] }) => events.map(({ httpApi }) => httpApi))
    .filter((route) => route !== undefined && route !== '*');

  expect(
    Object.entries(ROUTES)
      .map(([path, method]) => `${method} ${path}`)
      .sort(),
  ).toEqual(routes.sort());
});

// TTL removes a key's item without anybody asking for it: that is a record in the stream, too.
test("a table's stream lets through its own items, when they are inserted, and nothing else", () => {
  const filters = Object.values(functions)
    .flatMap(({ events = [] }) => events.map(({ stream }) => stream?.filterPatterns))
    .filter((patterns) => patterns !== undefined);

  const inserted = (sortKey: string) => [{ eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [sortKey] } } } }];
  expect(filters).toEqual([inserted('USER'), inserted('ORDER')]);
});

test('users and orders never import each other', () => {
  const imports = (service: string) =>
    globSync(`functions/${service}/*.ts`).flatMap((file) => readFileSync(file, 'utf8').match(/from '.*'/g) ?? []);

  expect(imports('users').filter((line) => line.includes('/orders/'))).toEqual([]);
  expect(imports('orders').filter((line) => line.includes('/users/'))).toEqual([]);
});
