import { InvalidPattern } from './invalid-pattern.ts';
import { isObject, isScalar, type Scalar, soleEntry } from './json.ts';
import { equals, operators } from './operators.ts';

/** One element of a field's array: a plain value, or an operator with its operand. */
export interface Rule {
  /** `equals` for a plain value. An operator inside of another follows it: `anything-but prefix`. */
  readonly operator: string;
  readonly matches: (value: Scalar) => boolean;
  /** `{"exists": false}`: what it wants is that the field is not there. */
  readonly wantsAbsence: boolean;
}

/** @throws {InvalidPattern} */
export function compileRule(rule: unknown, path: string): Rule {
  if (isScalar(rule)) return { operator: 'equals', matches: equals(rule), wantsAbsence: false };

  const [name, operand] = soleEntry(
    rule,
    path,
    'a rule must be a string, a number, true, false, null or an object with one operator',
  );
  const compile = operators.get(name);
  if (!compile) {
    throw new InvalidPattern(path, `unknown operator "${name}", known are ${[...operators.keys()].join(', ')}`);
  }
  return {
    operator: isObject(operand) ? `${name} ${Object.keys(operand)[0]}` : name,
    matches: compile(operand, `${path}.${name}`),
    wantsAbsence: name === 'exists' && operand === false,
  };
}
