import { InvalidPattern, shown } from './invalid-pattern.ts';
import { ipAddress, ipRange, network } from './ip-address.ts';
import { asText, isFiniteNumber, isObject, type Scalar, soleEntry } from './json.ts';
import {
  endsWith,
  endsWithIgnoringCase,
  equalsIgnoringCase,
  startsWith,
  startsWithIgnoringCase,
  type TextTest,
  wildcard,
} from './text.ts';

type Test = (value: Scalar) => boolean;
type Operator = (operand: unknown, path: string) => Test;

/** Every operator of event-ruler 1.8.1. They throw InvalidPattern for an operand that is not theirs. */
export const operators = new Map<string, Operator>([
  ['prefix', affix(startsWith, startsWithIgnoringCase)],
  ['suffix', affix(endsWith, endsWithIgnoringCase)],
  ['equals-ignore-case', (operand, path) => onText(equalsIgnoringCase(asText(operand, path)))],
  ['wildcard', (operand, path) => onText(wildcard(asText(operand, path), path))],
  ['anything-but', anythingBut],
  ['numeric', numeric],
  ['exists', exists],
  ['cidr', cidr],
  ['exactly', (operand, path) => sameAs(asText(operand, path))],
]);

/** A string that is an IP address equals every other way to write the address. */
export function equals(expected: Scalar): Test {
  const address = typeof expected === 'string' ? ipAddress(expected) : undefined;
  return address ? onText(ipRange(address, address)) : sameAs(expected);
}

const sameAs =
  (expected: Scalar): Test =>
  (value) =>
    value === expected;

const onText =
  (test: TextTest): Test =>
  (value) =>
    typeof value === 'string' && test(value);

function affix(test: (text: string) => TextTest, ignoringCase: (text: string) => TextTest): Operator {
  return (operand, path) => {
    if (!isObject(operand)) return onText(test(asText(operand, path)));

    const needed = 'a string or {"equals-ignore-case": …} is needed';
    const [name, text] = soleEntry(operand, path, needed);
    if (name !== 'equals-ignore-case') throw new InvalidPattern(path, `${needed}, got ${shown(operand)}`);
    return onText(ignoringCase(asText(text, `${path}.${name}`)));
  };
}

const excludable = new Map<string, (text: string, path: string) => TextTest>([
  ['prefix', startsWith],
  ['suffix', endsWith],
  ['equals-ignore-case', equalsIgnoringCase],
  ['wildcard', wildcard],
]);

function anythingBut(operand: unknown, path: string): Test {
  if (isObject(operand)) return anythingButTexts(operand, path);

  const values = listOf(operand);
  if (values.length === 0 || !(values.every((value) => typeof value === 'string') || values.every(isFiniteNumber))) {
    const needed = 'a string, a number, an array of only strings or of only numbers, or an object with one operator';
    throw new InvalidPattern(path, `${needed} is needed, got ${shown(operand)}`);
  }
  const excluded = new Set<unknown>(values);
  return (value) => !excluded.has(value);
}

function anythingButTexts(operand: object, path: string): Test {
  const needed = `an object with one of ${[...excludable.keys()].join(', ')} is needed`;
  const [name, texts] = soleEntry(operand, path, needed);
  const compile = excludable.get(name);
  if (!compile) throw new InvalidPattern(path, `${needed}, got ${shown(operand)}`);

  const emptyMatchesAll = name === 'prefix' || name === 'suffix';
  const tests = listOf(texts).map((text) => {
    if (text === '' && emptyMatchesAll) throw new InvalidPattern(`${path}.${name}`, 'an empty string is not allowed');
    return compile(asText(text, `${path}.${name}`), `${path}.${name}`);
  });
  if (tests.length === 0) throw new InvalidPattern(`${path}.${name}`, 'an array must hold at least one string, got []');
  return (value) => typeof value !== 'string' || !tests.some((test) => test(value));
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const comparisons = new Map<unknown, (value: number, bound: number) => boolean>([
  ['=', (value, bound) => value === bound],
  ['<', (value, bound) => value < bound],
  ['<=', (value, bound) => value <= bound],
  ['>', (value, bound) => value > bound],
  ['>=', (value, bound) => value >= bound],
]);

function numeric(operand: unknown, path: string): Test {
  const [sign, bound, upperSign, upperBound] = Array.isArray(operand) ? operand : [];
  const compare = comparisons.get(sign);
  const compareUpper = comparisons.get(upperSign);
  const terms = listOf(operand).length;

  if (terms === 2 && compare && isFiniteNumber(bound)) {
    return (value) => isFiniteNumber(value) && compare(value, bound);
  }
  const isRange = (sign === '>' || sign === '>=') && (upperSign === '<' || upperSign === '<=') && bound < upperBound;
  if (terms === 4 && isRange && compare && compareUpper && isFiniteNumber(bound) && isFiniteNumber(upperBound)) {
    return (value) => isFiniteNumber(value) && compare(value, bound) && compareUpper(value, upperBound);
  }
  throw new InvalidPattern(
    path,
    `[sign, number] with one of = < <= > >= or a range such as [">", 0, "<=", 5] is needed, got ${shown(operand)}`,
  );
}

function exists(operand: unknown, path: string): Test {
  if (typeof operand !== 'boolean') throw new InvalidPattern(path, `true or false is needed, got ${shown(operand)}`);

  return () => operand;
}

function cidr(operand: unknown, path: string): Test {
  const [, text = '', bits] = /^([^/]*)\/(\d+)$/.exec(asText(operand, path)) ?? [];
  const address = ipAddress(text);
  if (!address || Number(bits) >= address.length * 4) {
    throw new InvalidPattern(
      path,
      `a network such as "10.0.0.0/8" (up to /31, in IPv6 up to /127) is needed, got ${shown(operand)}`,
    );
  }
  return onText(ipRange(...network(address, Number(bits))));
}
