import type { Findings } from './findings.ts';
import { isIntrinsic, isObject } from './json.ts';

/**
 * Reads a property's value as CloudFormation does (`"10"` is a number, `"true"` a boolean). Gives undefined for what
 * it refuses, with a finding that names the allowed values.
 */
export type Reader<T> = (value: unknown, at: Findings) => T | undefined;

export type ValueOf<R> = R extends Reader<infer T> ? T : never;

export const integer =
  (minimum: number, maximum: number, ...also: number[]): Reader<number> =>
  (value, at) => {
    const number = toNumber(value);
    const allowed = (number >= minimum && number <= maximum) || also.includes(number);
    if (Number.isInteger(number) && allowed) return number;
    return refuse(value, at, [`an integer from ${minimum} to ${maximum}`, ...also].join(', or '));
  };

export const number =
  (allowed: string): Reader<number> =>
  (value, at) => {
    const number = toNumber(value);
    return number >= 0 ? number : refuse(value, at, allowed);
  };

export const boolean: Reader<boolean> = (value, at) => {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  return refuse(value, at, 'true or false');
};

export const text =
  (pattern: RegExp, allowed: string): Reader<string> =>
  (value, at) =>
    typeof value === 'string' && pattern.test(value) ? value : refuse(value, at, allowed);

export const oneOf =
  <T extends string>(...values: readonly T[]): Reader<T> =>
  (value, at) =>
    values.find((candidate) => candidate === value) ?? refuse(value, at, values.join(' or '));

export const list =
  <T>(item: Reader<T>, minimum: number, maximum: number): Reader<T[]> =>
  (value, at) => {
    if (!Array.isArray(value) || value.length < minimum || value.length > maximum)
      return refuse(value, at, `a list of ${minimum} to ${maximum}`);
    const items = value.map((element, index) => item(element, at.at(String(index))));
    return items.filter((element) => element !== undefined);
  };

/** A property that is not in the shape is refused. One that was refused reads as undefined; one that is absent, stays so. */
export const object =
  <Shape extends Record<string, Reader<unknown>>>(
    shape: Shape,
    ...required: readonly (keyof Shape & string)[]
  ): Reader<{ readonly [Key in keyof Shape]?: ValueOf<Shape[Key]> | undefined }> =>
  (value, at) => {
    if (!isObject(value) || isIntrinsic(value)) return refuse(value, at, 'an object');
    const unknownProperty = refused(`does not exist: the properties here are ${Object.keys(shape).join(', ')}`);
    for (const key of required.filter((property) => !Object.hasOwn(value, property))) at.at(key).refuse('is missing');
    const read = Object.entries(value).map(([key, property]) => {
      const reader = Object.hasOwn(shape, key) ? shape[key] : undefined;
      return [key, (reader ?? unknownProperty)(property, at.at(key))];
    });
    return Object.fromEntries(read);
  };

/** For what has no effect here. */
export const anything: Reader<unknown> = (value) => value;

export const refused =
  (why: string): Reader<never> =>
  (_value, at) =>
    at.refuse(why);

function refuse(value: unknown, at: Findings, allowed: string): undefined {
  const shown = JSON.stringify(value).slice(0, 100);
  return isIntrinsic(value)
    ? at.refuse(`is ${shown}, which cannot be resolved here: give ${allowed}, or a parameter with such a default`)
    : at.refuse(`is ${shown}: it must be ${allowed}`);
}

function toNumber(value: unknown): number {
  if (typeof value === 'string' && value.trim() !== '') return Number(value);
  return typeof value === 'number' ? value : Number.NaN;
}
