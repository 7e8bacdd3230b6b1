import fc from 'fast-check';
import { names, scalars, texts } from './patterns.ts';

/** Events that the pattern is about, so that it matches some of them: its fields, with values near to its rules'. */
export const eventsFor = (pattern: object): fc.Arbitrary<object> =>
  fc.oneof({ weight: 6, arbitrary: objectLike(pattern) }, { weight: 1, arbitrary: objectOf(2) });

function objectLike(pattern: object): fc.Arbitrary<object> {
  const fields = Object.entries(pattern).map(([name, content]) =>
    name === '$or' && Array.isArray(content) && content.length > 0
      ? fc.constantFrom(...content).chain((branch) => (isObject(branch) ? objectLike(branch) : fc.constant({})))
      : fc.oneof(
          { weight: 7, arbitrary: like(content).map((value) => ({ [name]: value })) },
          { weight: 1, arbitrary: fc.constant({}) },
        ),
  );
  const other = fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: objectOf(1) });
  return fc
    .tuple(other, ...fields)
    .map((objects) => Object.fromEntries(objects.flatMap((object) => Object.entries(object))));
}

function like(content: unknown): fc.Arbitrary<unknown> {
  const one = isObject(content) ? objectLike(content) : scalarNear(content);
  const element = fc.oneof({ weight: 4, arbitrary: one }, { weight: 1, arbitrary: anything(1) });
  return fc.oneof(
    { weight: 4, arbitrary: one },
    { weight: 2, arbitrary: fc.array(element, { maxLength: 3 }) },
    { weight: 1, arbitrary: anything(1) },
  );
}

function scalarNear(rules: unknown): fc.Arbitrary<unknown> {
  const known = scalarsIn(rules);
  if (known.length === 0) return scalars;

  return fc.constantFrom(...known).chain((scalar): fc.Arbitrary<unknown> => {
    if (typeof scalar === 'number') return fc.constantFrom(scalar, scalar, scalar + 1, scalar - 1, String(scalar));
    if (typeof scalar !== 'string') return fc.constant(scalar);
    return fc.tuple(texts, fc.constantFrom(...variants)).map(([text, vary]) => vary(scalar, text));
  });
}

const variants: ((rule: string, text: string) => string)[] = [
  (rule) => rule,
  (rule) => rule.toUpperCase(),
  (rule) => rule.toLowerCase(),
  (rule, text) => rule + text,
  (rule, text) => text + rule,
  (rule, text) => rule.replaceAll('*', text),
  (rule) => rule.replaceAll(/\\(.)/g, '$1').replaceAll('*', ''),
  (rule) => rule.replaceAll('"', ''),
  (rule) => rule.replace(/(.+)\*\1/s, '$1'),
  (rule) => rule.replace(/\/\d+$/, ''),
  (_, text) => text,
];

function scalarsIn(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(scalarsIn) : [value];
}

const anything = (depth: number): fc.Arbitrary<unknown> =>
  depth === 0 ? scalars : fc.oneof(scalars, fc.array(anything(depth - 1), { maxLength: 3 }), objectOf(depth - 1));

const objectOf = (depth: number): fc.Arbitrary<object> => fc.dictionary(names, anything(depth), { maxKeys: 3 });

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
