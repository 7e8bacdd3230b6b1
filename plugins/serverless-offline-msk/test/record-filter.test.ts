import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compilePattern, InvalidPattern } from '../src/filter.ts';
import { compileRecordFilter } from '../src/record-filter.ts';
import { eventsFor } from './filter/events.ts';
import { patterns } from './filter/patterns.ts';
import { newRecord } from './support/failed-batch.ts';

const onText = { value: ['error'] };
const onJson = { value: { a: ['x'] } };
const notUtf8 = Buffer.from([0xff, 0xfe]);

test('without a pattern every record passes', () => {
  const filter = compileRecordFilter([]);

  expect(filter.matches(newRecord())).toBe(true);
  expect(filter.matches(newRecord({ value: null }))).toBe(true);
  expect(filter.warnings).toEqual([]);
});

test.each([
  ['plain text that matches', 'error', onText, 'passes'],
  ['plain text that does not match', 'ok', onText, 'is filtered out'],
  ['plain text and a rule on JSON', 'hello', onJson, 'passes'],
  ['JSON that matches', '{"a":"x"}', onJson, 'passes'],
  ['JSON that does not match', '{"a":"y"}', onJson, 'is filtered out'],
  ['JSON and a rule on text', '{"a":1}', onText, 'passes'],
  ['JSON behind white space', ' \n{"a":"y"}', onJson, 'is filtered out'],
  ['a JSON array with an element that matches', '[{"a":"y"},{"a":"x"}]', onJson, 'passes'],
  ['a JSON array without one', '[{"a":"y"}]', onJson, 'is filtered out'],
  ['a JSON array and a rule on text', '["ok"]', onText, 'passes'],
  ['broken JSON, which is plain text', '{"a":"y"', onJson, 'passes'],
  ['a JSON number, which is plain text', '5', { value: ['5'] }, 'passes'],
  ['a JSON number, which is no number', '5', { value: [5] }, 'is filtered out'],
  ['a JSON string, which is plain text with its quotation marks', '"error"', onText, 'is filtered out'],
  ['JSON behind a byte order mark, which is plain text', '\ufeff{"a":"y"}', onJson, 'passes'],
  ['empty text', '', { value: [''] }, 'passes'],
  ['empty text and another rule', '', onText, 'is filtered out'],
  ['bytes that are not UTF-8 and a rule on JSON', notUtf8, onJson, 'passes'],
  ['bytes that are not UTF-8 and a rule on text', notUtf8, onText, 'passes'],
  ['a tombstone and a rule on JSON', null, onJson, 'passes'],
  ['a tombstone and a rule on text', null, onText, 'passes'],
])('%s: %j with %j %s', (_, value, pattern, outcome) => {
  const record = newRecord({ value: typeof value === 'string' ? Buffer.from(value) : value });
  const { matches } = compileRecordFilter([pattern]);

  expect(matches(record)).toBe(outcome === 'passes');
});

test.each([
  ['plain text', Buffer.from('hello')],
  ['bytes that are not UTF-8', notUtf8],
  ['a tombstone', null],
])('rules on metadata decide about %s where a rule on JSON is ignored', (_, value) => {
  const { matches } = compileRecordFilter([{ ...onJson, partition: [1] }]);

  expect(matches(newRecord({ partition: 1, value }))).toBe(true);
  expect(matches(newRecord({ partition: 0, value }))).toBe(false);
});

test('metadata is what the event shows of it', () => {
  const record = newRecord({ topic: 'orders', partition: 2, offset: 7, timestampMs: 1_545_084_650_987 });
  const pattern = {
    topic: [{ prefix: 'ord' }],
    partition: [2],
    offset: [{ numeric: ['>', 6] }],
    timestamp: [1_545_084_650_987],
    timestampType: ['CREATE_TIME'],
  };

  expect(compileRecordFilter([pattern]).matches(record)).toBe(true);
  expect(compileRecordFilter([pattern]).matches({ ...record, offset: 6 })).toBe(false);
});

test('rules on the key work like rules on the value', () => {
  const keyed = (key: string | null) => newRecord({ key: key === null ? null : Buffer.from(key) });
  const onText = compileRecordFilter([{ key: ['k1'] }]);
  const onJson = compileRecordFilter([{ key: { id: [1] } }]);

  expect(['k1', 'k2', '{"id":2}', null].map((key) => onText.matches(keyed(key)))).toEqual([true, false, true, true]);
  expect(['{"id":1}', '{"id":2}', 'k1', null].map((key) => onJson.matches(keyed(key)))).toEqual([
    true,
    false,
    true,
    true,
  ]);
});

test('one matching pattern, or one alternative of it, lets a record through', () => {
  const valued = (value: object) => newRecord({ value: Buffer.from(JSON.stringify(value)) });
  const { matches } = compileRecordFilter([
    { value: { a: ['x'] } },
    { $or: [{ value: { b: ['y'] } }, { value: { c: ['z'] }, partition: [0] }] },
  ]);

  expect(matches(valued({ a: 'x' }))).toBe(true);
  expect(matches(valued({ b: 'y' }))).toBe(true);
  expect(matches(valued({ c: 'z' }))).toBe(true);
  expect(matches({ ...valued({ c: 'z' }), partition: 1 })).toBe(false);
  expect(matches(valued({ a: 'y' }))).toBe(false);
});

test('fields of a JSON value match as event-ruler has it', () => {
  const questions = patterns.chain((pattern) => fc.tuple(fc.constant(pattern), eventsFor(pattern)));

  fc.assert(
    fc.property(questions, ([value, event]) => {
      const pattern = JSON.parse(JSON.stringify({ value }));
      fc.pre(isValid(pattern));
      const record = newRecord({ value: Buffer.from(JSON.stringify(event)) });

      const expected = compilePattern(pattern)({ value: JSON.parse(JSON.stringify(event)) });
      expect(compileRecordFilter([pattern]).matches(record)).toBe(expected);
    }),
  );
});

test('the first tombstone that rules on the value ignore is warned of, once', () => {
  const warnings: string[] = [];
  const { matches } = compileRecordFilter([onJson], (warning) => warnings.push(warning));

  matches(newRecord({ offset: 1 }));
  matches(newRecord({ offset: 2, value: null }));
  matches(newRecord({ offset: 3, value: null }));

  expect(warnings).toEqual([expect.stringContaining('t-0 has a tombstone at 2')]);
});

test('nothing is warned of where a tombstone meets only rules on metadata', () => {
  const warnings: string[] = [];
  const { matches } = compileRecordFilter([{ partition: [0] }], (warning) => warnings.push(warning));

  matches(newRecord({ value: null }));

  expect(warnings).toEqual([]);
});

test('what Lambda documents for Kafka is taken without a warning', () => {
  const filter = compileRecordFilter([
    { value: { a: ['', null, 1, { prefix: 'x' }, { suffix: 'y' }, { 'equals-ignore-case': 'z' }] } },
    { $or: [{ value: [{ 'anything-but': ['x'] }] }, { value: { n: [{ numeric: ['>', 1, '<=', 2] }] } }] },
    { value: { b: [{ exists: false }] } },
  ]);

  expect(filter.warnings).toEqual([]);
});

test('what Lambda does not document is warned of once', () => {
  const filter = compileRecordFilter([
    { key: ['k1'], partition: [0], value: { a: [{ wildcard: '*' }] } },
    { key: { id: [1] }, value: { a: [{ wildcard: 'x*' }], b: [{ 'anything-but': { prefix: 'x' } }] } },
    { data: { a: ['x'] } },
  ]);

  expect(filter.warnings).toEqual([
    'a filter on "key": AWS documents filters on "value" only',
    'a filter on "partition": AWS documents filters on "value" only',
    expect.stringContaining('a filter on "data", which no record has'),
    expect.stringContaining('a filter with "wildcard"'),
    expect.stringContaining('a filter with "anything-but prefix"'),
  ]);
});

test('more filters than AWS allows without a request are warned of', () => {
  const filters = (count: number) => Array.from({ length: count }, (_, index) => ({ value: { a: [index] } }));

  expect(compileRecordFilter(filters(5)).warnings).toEqual([]);
  expect(compileRecordFilter(filters(6)).warnings).toEqual(['6 filters: AWS allows 5, and 10 on request']);
});

test('an invalid pattern is refused with its path', () => {
  expect(() => compileRecordFilter([onJson, { value: { a: 'x' } }])).toThrow(InvalidPattern);
  expect(() => compileRecordFilter([onJson, { value: { a: 'x' } }])).toThrow('value.a: a field must have an array');
});

function isValid(pattern: unknown): boolean {
  try {
    compilePattern(pattern);
    return true;
  } catch {
    return false;
  }
}
