import { InvalidPattern, shown } from './invalid-pattern.ts';
import { isObject } from './json.ts';
import { compileRule, type Rule } from './rule.ts';

/** Rules by field name; a nested field's name is its steps joined by dots. All of the fields must match. */
export type Alternative = ReadonlyMap<string, readonly Rule[]>;

/** EventBridge refuses a pattern with more. */
const maximumAlternatives = 1000;

/** event-ruler's JSON parser goes no deeper. */
const maximumDepth = 1000;

/** Names that event-ruler keeps for operators to come, and therefore does not take for fields inside of an `$or`. */
const reservedInsideOr = new Set(
  `exactly equals-ignore-case prefix suffix anything-but exists wildcard numeric cidr = < <= > >= regex
   not-wildcard not-equals-ignore-case date-after date-on-or-after date-before date-on-or-before in-date-range
   ip-address-in-range ip-address-not-in-range`.split(/\s+/),
);

interface Place {
  readonly field: string;
  /** The field with each `$or[…]` on the way to it. */
  readonly path: string;
  readonly depth: number;
  readonly insideOr: boolean;
}

/** Resolves each `$or`: a pattern matches where one of its alternatives does. */
export function parsePattern(pattern: unknown): Alternative[] {
  if (!isObject(pattern)) throw new InvalidPattern('', `a pattern must be an object, got ${shown(pattern)}`);

  return parseObject(pattern, { field: '', path: '', depth: 1, insideOr: false }, [new Map()]);
}

function parseObject(object: object, place: Place, alternatives: Alternative[]): Alternative[] {
  const entries = Object.entries(object);
  if (entries.length === 0) throw new InvalidPattern(place.path, 'an object must name at least one field, got {}');
  if (place.depth > maximumDepth) {
    throw new InvalidPattern(place.path.slice(0, 80), `fields may be nested ${maximumDepth} deep`);
  }

  return entries.reduce(
    (parsed, [name, content]) =>
      name === '$or'
        ? parseOr(content, { ...place, path: join(place.path, name), insideOr: true }, parsed)
        : parseField(name, content, place, parsed),
    alternatives,
  );
}

function parseOr(branches: unknown, place: Place, alternatives: Alternative[]): Alternative[] {
  if (!Array.isArray(branches) || branches.length < 2 || !branches.every(isObject)) {
    throw new InvalidPattern(place.path, `an $or must be an array of at least 2 objects, got ${shown(branches)}`);
  }

  const parsed = branches.flatMap((branch, index) =>
    parseObject(branch, { ...place, path: `${place.path}[${index}]`, depth: place.depth + 2 }, alternatives),
  );
  if (parsed.length > maximumAlternatives) {
    throw new InvalidPattern(
      place.path,
      `the pattern's $or make up ${parsed.length} combinations: ${maximumAlternatives} at most`,
    );
  }
  return parsed;
}

function parseField(name: string, content: unknown, place: Place, alternatives: Alternative[]): Alternative[] {
  const path = join(place.path, name);
  if (place.insideOr && reservedInsideOr.has(name)) {
    throw new InvalidPattern(path, `"${name}" is a reserved word: it cannot name a field inside of an $or`);
  }

  const field = join(place.field, name);
  if (isObject(content)) return parseObject(content, { ...place, field, path, depth: place.depth + 1 }, alternatives);
  const rules = parseRules(content, path);
  return alternatives.map((alternative) => new Map(alternative).set(field, rules));
}

function parseRules(rules: unknown, path: string): Rule[] {
  if (!Array.isArray(rules)) {
    throw new InvalidPattern(path, `a field must have an array of rules or an object of fields, got ${shown(rules)}`);
  }
  if (rules.length === 0) throw new InvalidPattern(path, 'an array must hold at least one rule, got []');

  return rules.map((rule, index) => compileRule(rule, `${path}[${index}]`));
}

const join = (path: string, step: string): string => (path === '' ? step : `${path}.${step}`);
