import { InvalidPattern, shown } from './invalid-pattern.ts';

export type Scalar = string | number | boolean | null;

export const isScalar = (value: unknown): value is Scalar => value === null || typeof value !== 'object';

export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value);

/** @throws {InvalidPattern} */
export function asText(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  throw new InvalidPattern(path, `a string is needed, got ${shown(value)}`);
}

/**
 * The name and the content of an object that must hold one thing.
 *
 * @throws {InvalidPattern} ends with what was needed instead
 */
export function soleEntry(value: unknown, path: string, needed: string): [name: string, content: unknown] {
  const [entry, ...others] = isObject(value) ? Object.entries(value) : [];
  if (entry && others.length === 0) return entry;
  throw new InvalidPattern(path, `${needed}, got ${shown(value)}`);
}
