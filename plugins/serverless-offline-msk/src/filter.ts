import { compileFields } from './filter/fields.ts';
import { parsePattern } from './filter/pattern.ts';

export { InvalidPattern } from './filter/invalid-pattern.ts';

/**
 * Compiles an event pattern as EventBridge and Lambda know it: event-ruler's verdict, nothing of Kafka. Fields are
 * ANDed, the rules of a field and the alternatives of an `$or` are ORed; rules on the elements of an array must hold
 * for the same element. Numbers are compared as doubles.
 *
 * @param pattern a parsed pattern, such as `{"value": {"status": ["paid", {"prefix": "re"}]}}`
 * @returns whether a parsed JSON value matches; one that is not an object never does
 * @throws {InvalidPattern} naming the path, and what is allowed there
 */
export function compilePattern(pattern: unknown): (candidate: unknown) => boolean {
  const alternatives = parsePattern(pattern).map(compileFields);
  return (candidate) => alternatives.some((matches) => matches(candidate));
}
