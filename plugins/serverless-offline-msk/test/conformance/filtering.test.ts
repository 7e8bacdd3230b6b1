import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Message } from 'kafkajs';
import type { KafkaRecord } from '../../src/record.ts';
import { compileRecordFilter } from '../../src/record-filter.ts';
import { startSource } from '../support/event-source.ts';
import { eventually } from '../support/eventually.ts';
import { committed, connect, createTopic, disconnect, produce } from '../support/kafka.ts';

jest.setTimeout(60_000);
beforeAll(connect);
afterAll(disconnect);

type Sent = string | Partial<Message>;

/** The offsets that a mapping with these patterns delivers, partition by partition, and what it warns of. */
async function deliveredOffsets(patterns: readonly unknown[], byPartition: Readonly<Record<number, readonly Sent[]>>) {
  const topic = await createTopic(Object.keys(byPartition).length);
  await produce(topic, byPartition);
  const warnings: string[] = [];
  const filter = compileRecordFilter(patterns, (warning) => warnings.push(warning));
  await using source = startSource({ mapping: { topic }, options: { filter: filter.matches } });

  const ends = Object.fromEntries(Object.entries(byPartition).map(([partition, sent]) => [partition, sent.length]));
  await eventually(async () => expect(await committed(source.mapping.consumerGroupId, topic)).toEqual(ends));
  const records = source.invocations.flatMap(({ event }) => Object.values(event.records).flat());
  return {
    offsets: Object.keys(byPartition).map((partition) =>
      records.filter((record) => record.partition === Number(partition)).map(({ offset }) => offset),
    ),
    warnings: [...filter.warnings, ...warnings],
  };
}

const json = (...values: unknown[]) => values.map((value) => JSON.stringify(value));

test.each([
  [
    'case 96: a prefix',
    { value: { device_ID: [{ prefix: 'AB' }] } },
    json({ device_ID: 'AB1' }, { device_ID: 'ab1' }, {}),
    [0],
  ],
  ['case 97: anything-but on text', { value: [{ 'anything-but': ['error'] }] }, ['error', 'ok'], [1]],
  ['case 99: two fields', { value: { a: ['x'], b: [1] } }, json({ a: 'x', b: 1 }, { a: 'x', b: 2 }, { b: 1 }), [0]],
  ['case 100: a JSON pattern', { value: { a: ['x'] } }, ['hello', '{"a":"y"}'], [0]],
  ['case 101: a string pattern', { value: ['error'] }, ['{"a":1}', 'ok'], [0]],
  ['case 102: bytes that are not UTF-8', { value: { a: ['x'] } }, [{ value: Buffer.from([0xff, 0xfe]) }, '{}'], [0]],
  ['case 114: exists false', { value: { a: [{ exists: false }] } }, json({ a: { b: 1 } }, { a: null }), [0]],
  [
    'case 115: a numeric range',
    { value: { n: [{ numeric: ['>', 10, '<=', 20] }] } },
    json({ n: 10 }, { n: 20 }, { n: '15' }),
    [1],
  ],
] as [string, unknown, Sent[], number[]][])('%s delivers what AWS delivers', async (_, pattern, sent, offsets) => {
  expect((await deliveredOffsets([pattern], { 0: sent })).offsets).toEqual([offsets]);
});

test('case 103: a tombstone is delivered whatever the JSON pattern, with one warning', async () => {
  const { offsets, warnings } = await deliveredOffsets([{ value: { a: ['x'] } }], {
    0: [{ key: 'k', value: null }, { key: 'k', value: null }, '{"a":"y"}'],
  });

  expect(offsets).toEqual([[0, 1]]);
  expect(warnings).toEqual([expect.stringContaining('tombstone')]);
});

test('case 104: a pattern on metadata alone filters by it, with the warning that AWS documents only value', async () => {
  const { offsets, warnings } = await deliveredOffsets([{ partition: [0] }], { 0: ['a', 'b'], 1: ['c'] });

  expect(offsets).toEqual([[0, 1], []]);
  expect(warnings).toEqual([expect.stringContaining('"value"')]);
});

test('case 105: a pattern on the key filters by it, with the same warning', async () => {
  const { offsets, warnings } = await deliveredOffsets([{ key: ['k1'] }], {
    0: [
      { key: 'k1', value: 'a' },
      { key: 'k2', value: 'b' },
    ],
  });

  expect(offsets).toEqual([[0]]);
  expect(warnings).toEqual([expect.stringContaining('"value"')]);
});

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

interface OracleRow {
  readonly pattern: unknown;
  readonly event: { readonly value?: unknown };
  readonly verdict: 'match' | 'no match' | 'invalid';
}

const oracle: OracleRow[] = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../filter/filter-oracle.json'), 'utf8'),
);

test("case 111: records from a topic get event-ruler's verdict on each valid pattern of the oracle", async () => {
  // Where one of them is text and the other JSON, the rule of cases 100 and 101 comes first.
  const isJsonOnBothSides = ({ pattern, event, verdict }: OracleRow) =>
    verdict !== 'invalid' && isObject(event.value) && !Array.isArray((pattern as { value?: unknown }).value);
  const rows = oracle.filter(isJsonOnBothSides);
  const topic = await createTopic();
  await produce(topic, { 0: json(...rows.map(({ event }) => event.value)) });
  const polled: KafkaRecord[] = [];
  const keep = (record: KafkaRecord) => polled.push(record) < 0;
  await using source = startSource({ mapping: { topic }, options: { filter: keep } });
  await eventually(async () =>
    expect(await committed(source.mapping.consumerGroupId, topic)).toEqual({ 0: rows.length }),
  );

  const differences = rows.filter(({ pattern, verdict }, index) => {
    const isMatch = compileRecordFilter([pattern]).matches(polled[index] as KafkaRecord);
    return isMatch !== (verdict === 'match');
  });

  expect(rows.length).toBeGreaterThan(300);
  expect(differences).toEqual([]);
});

test('case 112: each invalid pattern of the oracle is refused', () => {
  const invalid = oracle.filter(({ verdict }) => verdict === 'invalid');

  const accepted = invalid.filter(({ pattern }) => {
    try {
      return compileRecordFilter([pattern]);
    } catch {
      return false;
    }
  });

  expect(invalid.length).toBeGreaterThan(20);
  expect(accepted).toEqual([]);
});
