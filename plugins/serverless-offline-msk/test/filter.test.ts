import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { compilePattern, InvalidPattern } from '../src/filter.ts';

interface OracleRow {
  readonly pattern: unknown;
  readonly event: unknown;
  readonly verdict: 'match' | 'no match' | 'invalid';
}

const oracle: OracleRow[] = JSON.parse(readFileSync(join(import.meta.dirname, 'filter', 'filter-oracle.json'), 'utf8'));

test('the 487 verdicts of event-ruler are the filter’s too', () => {
  const verdictOn = ({ pattern, event, verdict }: OracleRow) => {
    if (verdict !== 'invalid') return compilePattern(pattern)(event) ? 'match' : 'no match';
    expect(() => compilePattern(pattern)).toThrow(InvalidPattern);
    return 'invalid';
  };

  const differences = oracle.filter((row) => verdictOn(row) !== row.verdict);

  expect(oracle).toHaveLength(487);
  expect(differences).toEqual([]);
});

test.each([
  [[], 'a pattern must be an object, got []'],
  [{}, 'an object must name at least one field, got {}'],
  [{ value: { a: {} } }, 'value.a: an object must name at least one field, got {}'],
  [{ value: { a: 'x' } }, 'value.a: a field must have an array of rules or an object of fields, got "x"'],
  [{ value: { a: [] } }, 'value.a: an array must hold at least one rule, got []'],
  [{ value: [['x']] }, 'value[0]: a rule must be a string, a number, true, false, null or an object with one operator'],
  [{ value: ['x', { prefix: 'a', suffix: 'b' }] }, 'value[1]: a rule must be'],
  [{ value: [{ contains: 'x' }] }, 'value[0]: unknown operator "contains", known are prefix, suffix, '],
  [{ value: [{ constructor: 'x' }] }, 'value[0]: unknown operator "constructor"'],
  [{ value: [{ prefix: 5 }] }, 'value[0].prefix: a string is needed, got 5'],
  [{ value: [{ prefix: { suffix: 'x' } }] }, 'value[0].prefix: a string or {"equals-ignore-case": …} is needed'],
  [{ value: [{ suffix: { 'equals-ignore-case': 5 } }] }, 'value[0].suffix.equals-ignore-case: a string is needed'],
  [{ value: [{ wildcard: 'a**' }] }, 'value[0].wildcard: ** is not allowed, got "a**"'],
  [{ value: [{ wildcard: 'a\\b' }] }, 'value[0].wildcard: \\ must stand before * or \\'],
  [{ value: [{ 'anything-but': ['x', 1] }] }, 'value[0].anything-but: a string, a number, an array of only strings'],
  [{ value: [{ 'anything-but': { numeric: 1 } }] }, 'one of prefix, suffix, equals-ignore-case, wildcard is needed'],
  [{ value: [{ 'anything-but': { prefix: [''] } }] }, 'value[0].anything-but.prefix: an empty string is not allowed'],
  [{ value: [{ numeric: ['>=', 5, '<=', 5] }] }, 'value[0].numeric: [sign, number] with one of = < <= > >='],
  [{ value: [{ numeric: ['=', Number.POSITIVE_INFINITY] }] }, 'value[0].numeric: [sign, number]'],
  [{ value: [{ exists: 'true' }] }, 'value[0].exists: true or false is needed, got "true"'],
  [{ value: [{ cidr: '10.0.0.0/32' }] }, 'value[0].cidr: a network such as "10.0.0.0/8"'],
  [{ value: { $or: [{ a: ['x'] }] } }, 'value.$or: an $or must be an array of at least 2 objects'],
  [{ value: { $or: [{ a: ['x'] }, { b: 5 }] } }, 'value.$or[1].b: a field must have an array of rules'],
  [{ $or: [{ a: ['x'] }, { b: { regex: ['x'] } }] }, '$or[1].b.regex: "regex" is a reserved word'],
])('%j is refused: %s', (pattern, message) => {
  expect(() => compilePattern(pattern)).toThrow(message);
});

test('names that JavaScript knows are names like others', () => {
  const pattern = compilePattern(JSON.parse('{"__proto__": {"constructor": ["x"]}, "toString": [{"exists": false}]}'));

  expect(pattern(JSON.parse('{"__proto__": {"constructor": "x"}}'))).toBe(true);
  expect(pattern(JSON.parse('{"__proto__": {"constructor": "y"}}'))).toBe(false);
  expect(pattern({})).toBe(false);
  expect(compilePattern({ constructor: [{ exists: true }] })({})).toBe(false);
  expect(compilePattern(JSON.parse('{"__proto__": [{"exists": true}]}'))({})).toBe(false);
});

test('candidates nested deeper than the call stack are compared', () => {
  const nested = (depth: number, inner: string) =>
    JSON.parse(`{"a": ${'['.repeat(depth)}${inner}${']'.repeat(depth)}}`);

  expect(compilePattern({ a: ['x'] })(nested(100_000, '"x"'))).toBe(true);
  expect(compilePattern({ a: { b: [1], c: [1] } })(nested(100_000, '{"b": 1}, {"c": 1}'))).toBe(false);
  expect(compilePattern({ a: { b: [1], c: [1] } })(nested(100_000, '{"b": 1, "c": 1}'))).toBe(true);
});

test('a pattern may be nested 1000 deep, but no deeper', () => {
  const nested = (depth: number) => JSON.parse(`${'{"a": '.repeat(depth)}["x"]${'}'.repeat(depth)}`);
  const candidate = JSON.parse(`${'{"a": '.repeat(1000)}"x"${'}'.repeat(1000)}`);

  expect(compilePattern(nested(1000))(candidate)).toBe(true);
  expect(() => compilePattern(nested(1001))).toThrow('fields may be nested 1000 deep');
});

test('an $or that makes up more than 1000 combinations is refused', () => {
  const either = { $or: [{ a: ['x'] }, { b: ['x'] }] };
  const combinations = (fields: number) =>
    Object.fromEntries(Array.from({ length: fields }, (_, i) => [`f${i}`, either]));

  expect(compilePattern(combinations(9))({})).toBe(false);
  expect(() => compilePattern(combinations(10))).toThrow('make up 1024 combinations: 1000 at most');
});

test('numbers are doubles, without the limits of older event-rulers', () => {
  const above = (bound: number) => compilePattern({ n: [{ numeric: ['>', bound] }] });

  expect(above(5_000_000_001)({ n: 5_000_000_001.000001 })).toBe(true);
  expect(above(1e300)({ n: 1e301 })).toBe(true);
  expect(above(5)({ n: JSON.parse('1e999') })).toBe(false);
  expect(compilePattern({ n: [0.1] })({ n: 1e-1 })).toBe(true);
});

test.each([
  ['::1', '0:0:0:0:0:0:0:1', 'match'],
  ['2001:db8::1', '2001:0DB8:0::0001', 'match'],
  ['10.0.0.1', '10.0.0.01', 'match'],
  ['10.0.0.1', '::ffff:a00:1', 'match'],
  ['10.0.0.1', '10.0.0.10', 'no match'],
  ['10.0.0.1', '0a00:1::5', 'match'],
  ['10.0.0.256', '10.0.0.256', 'match'],
  ['1::2::3', '1::2:0:3', 'no match'],
  [{ exactly: '::1' }, '0:0:0:0:0:0:0:1', 'no match'],
  [{ cidr: '10.0.0.0/15' }, '10.1.255.255', 'match'],
  [{ cidr: '10.0.0.0/15' }, '10.2.0.0', 'no match'],
  [{ prefix: 'ab"' }, 'ab', 'match'],
  [{ suffix: '"ab' }, 'ab', 'match'],
  [{ prefix: { 'equals-ignore-case': 'AB"' } }, 'ab', 'match'],
  [{ suffix: { 'equals-ignore-case': '"AB' } }, 'ab', 'match'],
  [{ prefix: { 'equals-ignore-case': 'straße' } }, 'STRASSE 1', 'match'],
  [{ 'equals-ignore-case': 'ß' }, 'ss', 'no match'],
  [{ 'equals-ignore-case': '😀' }, '😀', 'no match'],
  [{ wildcard: 'ab*ba' }, 'aba', 'no match'],
  [{ wildcard: 'a*b*c' }, 'abbc', 'match'],
  [{ wildcard: '*a\\*\\\\' }, 'xa*\\', 'match'],
  [{ 'anything-but': { wildcard: ['a*', '*b'] } }, 'xb', 'no match'],
  [{ 'anything-but': '10.0.0.1' }, '10.0.0.01', 'match'],
])('event-ruler on the rule %j and the text %j: %s', (rule, text, verdict) => {
  expect(compilePattern({ a: [rule] })({ a: text })).toBe(verdict === 'match');
});

test('the elements of an array match each for itself, and apart from the objects beside them', () => {
  const pattern = compilePattern({ a: [1], 'a.b': [2], 'a.c': [3] });

  expect(pattern({ a: [1, { b: 2, c: 3 }] })).toBe(true);
  expect(pattern({ a: [1, { b: 2 }, { c: 3 }] })).toBe(false);
});

test('whether a field is absent is asked of the element that fields before it in the alphabet matched in', () => {
  const absentLast = compilePattern({ items: { a: [1], b: [{ exists: false }] } });
  const absentFirst = compilePattern({ items: { b: [1], a: [{ exists: false }] } });

  expect(absentLast({ items: [{ b: 1 }, { a: 1 }] })).toBe(true);
  expect(absentFirst({ items: [{ a: 1 }, { b: 1 }] })).toBe(false);
});

test('a key with dots is the same field as nested keys', () => {
  const pattern = compilePattern({ a: { b: { c: [1] } } });

  expect(pattern({ 'a.b.c': 1 })).toBe(true);
  expect(pattern({ 'a.b': [{ c: 2 }, { c: 1 }] })).toBe(true);
  expect(pattern({ a: { 'b.c': 1 } })).toBe(true);
  expect(pattern({ 'a.b': { 'c.c': 1 } })).toBe(false);
});
