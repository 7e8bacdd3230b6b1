import { InvalidPattern, shown } from './invalid-pattern.ts';

/** event-ruler compares strings with their quotation marks: the prefix `ab"` matches `ab`, the suffix `"ab` too. */
export type TextTest = (text: string) => boolean;

export const startsWith =
  (prefix: string): TextTest =>
  (text) =>
    text.startsWith(prefix) || `${text}"` === prefix;

export const endsWith =
  (suffix: string): TextTest =>
  (text) =>
    text.endsWith(suffix) || `"${text}` === suffix;

export function startsWithIgnoringCase(prefix: string): TextTest {
  const expression = new RegExp(`^${eitherCase(prefix)}`);
  return (text) => expression.test(`${text}"`);
}

export function endsWithIgnoringCase(suffix: string): TextTest {
  const expression = new RegExp(`${eitherCase(suffix)}$`);
  return (text) => expression.test(`"${text}`);
}

export function equalsIgnoringCase(expected: string): TextTest {
  const expression = new RegExp(`^${eitherCase(expected)}$`);
  return (text) => expression.test(text);
}

/**
 * `*` stands for any text, the empty one too; `\*` and `\\` for the characters themselves.
 *
 * @throws {InvalidPattern}
 */
export function wildcard(expression: string, path: string): TextTest {
  const [first = '', ...rest] = literals(expression, path);
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;

  return (text) => {
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let position = first.length;
    for (const literal of rest) {
      const found = text.indexOf(literal, position);
      if (found === -1) return false;
      position = found + literal.length;
    }
    return position <= end;
  };
}

/** The texts before, between and after the asterisks. */
function literals(expression: string, path: string): string[] {
  const tokens: string[] = expression.match(/\\[*\\]|\*+|[^*\\]+|\\/g) ?? [];
  if (tokens.includes('\\')) throw new InvalidPattern(path, `\\ must stand before * or \\, got ${shown(expression)}`);
  if (tokens.some((token) => token.startsWith('**'))) {
    throw new InvalidPattern(path, `** is not allowed, got ${shown(expression)}`);
  }

  const found: string[] = [''];
  for (const token of tokens) {
    if (token === '*') found.push('');
    else found.push(`${found.pop()}${token.startsWith('\\') ? token.slice(1) : token}`);
  }
  return found;
}

/**
 * event-ruler takes UTF-16 units one by one: a unit of the rule may stand as its lower or its upper case (so `ß` is
 * also `SS`), and halves of a surrogate pair become question marks.
 */
function eitherCase(text: string): string {
  return text
    .split('')
    .map((unit) => (/[\ud800-\udfff]/.test(unit) ? '?' : unit))
    .map((unit) => [...new Set([unit.toLowerCase(), unit.toUpperCase()])].map(escaped).join('|'))
    .map((cases) => `(?:${cases})`)
    .join('');
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
