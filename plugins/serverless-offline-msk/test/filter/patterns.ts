import fc from 'fast-check';

/** Field names, some of which contain or repeat others, and some that JavaScript knows already. */
export const names = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c') },
  { weight: 1, arbitrary: fc.constantFrom('items', 'a.b', 'b.c.a', '__proto__', 'constructor', '1') },
);

/** Few, so that they meet; with what is special to case, quotation marks, UTF-16, addresses and wildcards. */
export const texts = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[
        '',
        ' ',
        'a',
        'ab',
        'abc',
        'AB',
        'Ab',
        'x.png',
        'X.PNG',
        '.png',
        'error',
        'true',
        'null',
        '1',
        '10',
        '"',
        'a"',
        '"a',
      ],
      ...[
        'é',
        'É',
        'ß',
        'SS',
        'ss',
        'straße',
        'STRASSE',
        'İ',
        'ı',
        'ſ',
        'σ',
        'ς',
        'Σ',
        'ŉ',
        '😀',
        '😀x',
        '??',
        '𐐀',
        '𐐨',
      ],
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['10.0.0.1', '10.0.00.1', '10.0.0.33', '10.255.255.255', '11.0.0.0', '1.2.3', '256.1.1.1', '0.0.0.0'],
      ...[
        '::',
        '::1',
        '0:0:0:0:0:0:0:1',
        '2001:db8::1',
        '2001:DB8:0::1',
        '::ffff:a00:1',
        '0a00:1::',
        '1:2:3:4:5:6:7::',
      ],
      ...[':', 'a:b', '1::2::3', '12345::', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8::'],
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...'abAB."é\n'), maxLength: 4 }) },
);

export const numbers = fc.oneof(
  fc.constantFrom(0, -0, 0.1, 0.3, 10, 10.5, 300, 1e21, 1e-7, 5e9, -5e9, 5_000_000_000.123456, 2 ** 53, 1.5e300),
  fc.integer({ min: -3, max: 12 }),
);

export const scalars = fc.oneof(
  { weight: 6, arbitrary: texts },
  { weight: 3, arbitrary: numbers },
  { weight: 1, arbitrary: fc.constantFrom(null, true, false) },
);

const several = <T>(element: fc.Arbitrary<T>) => fc.array(element, { minLength: 1, maxLength: 3 });
const oneOrSeveral = <T>(element: fc.Arbitrary<T>) => fc.oneof(element, several(element));
const operator = (name: string, ...operands: fc.Arbitrary<unknown>[]): fc.Arbitrary<unknown> =>
  fc.oneof(...operands).map((operand) => ({ [name]: operand }));

const someText = texts.filter((text) => text !== '');
const ignoringCase = operator('equals-ignore-case', texts);
const wildcards = fc
  .array(fc.oneof(texts, fc.constantFrom('\\*', '\\\\')), { minLength: 1, maxLength: 3 })
  .chain((literals) => fc.constantFrom(literals.join('*'), `${literals.join('*')}*`, `*${literals.join('*')}`))
  .map((expression) => expression.replace(/\*{2,}/g, '*'));
const ranges = fc.tuple(numbers, numbers).filter(([bottom, top]) => bottom < top);
const comparisons = [
  fc.tuple(fc.constantFrom('=', '<', '<=', '>', '>='), numbers),
  fc
    .tuple(fc.constantFrom('>', '>='), fc.constantFrom('<', '<='), ranges)
    .map(([lower, upper, [bottom, top]]) => [lower, bottom, upper, top]),
];
const networks = [
  fc.tuple(fc.constantFrom('10.0.0.1', '0.0.0.0', '10.0.0.33', '11.0.0.0'), fc.nat(31)),
  fc.tuple(fc.constantFrom('::', '::1', '2001:db8::1', '0a00::'), fc.nat(127)),
].map((network) => network.map(([address, bits]) => `${address}/${bits}`));

const rules = fc.oneof(
  { weight: 5, arbitrary: scalars },
  { weight: 2, arbitrary: operator('prefix', texts, ignoringCase) },
  { weight: 2, arbitrary: operator('suffix', texts, ignoringCase) },
  { weight: 1, arbitrary: ignoringCase },
  { weight: 2, arbitrary: operator('wildcard', wildcards) },
  { weight: 2, arbitrary: operator('numeric', ...comparisons) },
  { weight: 2, arbitrary: operator('exists', fc.boolean()) },
  { weight: 1, arbitrary: operator('cidr', ...networks) },
  { weight: 1, arbitrary: operator('exactly', texts) },
  { weight: 1, arbitrary: operator('anything-but', oneOrSeveral(texts), oneOrSeveral(numbers)) },
  {
    weight: 2,
    arbitrary: operator(
      'anything-but',
      operator('prefix', oneOrSeveral(someText)),
      operator('suffix', oneOrSeveral(someText)),
      operator('equals-ignore-case', oneOrSeveral(texts)),
      operator('wildcard', oneOrSeveral(wildcards)),
    ),
  },
);

const operatorNames = fc.constantFrom(
  ...['prefix', 'suffix', 'equals-ignore-case', 'wildcard', 'anything-but', 'numeric', 'exists', 'cidr', 'exactly'],
  ...['contains', '__proto__'],
);
const anything = (depth: number): fc.Arbitrary<unknown> =>
  depth === 0
    ? fc.oneof(scalars, fc.constantFrom('=', '<', '>=', 'a**', '\\', '10.0.0.0/32', '::/128', '1.1.1.1/x'))
    : fc.oneof(
        anything(0),
        fc.array(anything(depth - 1), { maxLength: 4 }),
        fc.dictionary(fc.oneof(operatorNames, names), anything(depth - 1), { maxKeys: 2 }),
      );
const oddRules = fc.oneof(
  anything(2),
  operatorNames.chain((name) => operator(name, anything(2))),
);

/** @param odd how many of 100 parts are something else than they should be */
const fields = (depth: number, odd: number): fc.Arbitrary<object> => {
  const or = (usual: fc.Arbitrary<unknown>, unusual: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 100 - odd, arbitrary: usual }, { weight: odd, arbitrary: unusual });
  const leaf = fc.array(or(rules, oddRules), { minLength: 1, maxLength: 2 });
  const nested =
    depth === 0 ? leaf : fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 2, arbitrary: fields(depth - 1, odd) });
  const field = fc.tuple(or(names, operatorNames), or(nested, anything(1)));
  const branches = fc.array(depth === 0 ? leaf : fields(depth - 1, odd), { minLength: 2, maxLength: 3 });
  const either = fc.tuple(fc.constant('$or'), or(branches, anything(1)));

  return fc
    .tuple(
      fc.array(field, { maxLength: 1 }),
      fc.array(depth === 0 ? field : fc.oneof(field, either), { maxLength: 1 }),
      fc.array(field, { maxLength: 1 }),
    )
    .map((entries) => entries.flat())
    .filter((entries) => odd > 0 || entries.length > 0)
    .map((entries) => Object.fromEntries(entries));
};

export const patterns = fc.oneof(
  { weight: 4, arbitrary: fields(1, 0) },
  { weight: 2, arbitrary: fields(2, 0) },
  { weight: 2, arbitrary: fields(2, 6) },
);
