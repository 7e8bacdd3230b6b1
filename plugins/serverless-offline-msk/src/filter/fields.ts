import { isObject, isScalar, type Scalar } from './json.ts';
import { follow, type NameNode, nameTree } from './name-tree.ts';
import type { Alternative } from './pattern.ts';
import type { Rule } from './rule.ts';

/** An element of an array in the candidate: one object for each, so that they can be compared. */
interface Element {
  readonly array: readonly unknown[];
  /** The element that the array itself lies in. */
  readonly outer: Position;
  readonly depth: number;
}

/** Undefined outside of arrays. A scalar has the position of its array, since other fields cannot lie beside it. */
type Position = Element | undefined;

interface Field {
  readonly rules: readonly Rule[];
  readonly mayBeAbsent: boolean;
}

/** Where a field's values were found. */
interface Occurrences {
  readonly field: Field;
  readonly present: Position[];
  /** Where one of the rules matches. */
  readonly matching: Position[];
}

/** Each field must match, and the values that do must not come from different elements of one array. */
export function compileFields(alternative: Alternative): (candidate: unknown) => boolean {
  // In event-ruler's order: whether a field is absent is asked of the elements that the fields before it chose.
  const sorted = [...alternative].sort(([a], [b]) => (a < b ? -1 : 1));
  const fields = sorted.map(([, rules]): Field => ({ rules, mayBeAbsent: rules.some((rule) => rule.wantsAbsence) }));
  const root = nameTree(sorted.map(([name]) => name));

  return (candidate) => {
    if (!isObject(candidate)) return false;
    const found = fields.map((field): Occurrences => ({ field, present: [], matching: [] }));
    find(found, candidate, root);
    const isPossible = found.every(({ field, matching }) => field.mayBeAbsent || matching.length > 0);
    return isPossible && isConsistent(found, 0, []);
  };
}

/** Walks only where the tree leads, and with a stack of its own: candidates may be nested deeper than the call stack. */
function find(occurrences: readonly Occurrences[], candidate: object, root: NameNode): void {
  const pending: { value: unknown; node: NameNode; position: Position }[] = [
    { value: candidate, node: root, position: undefined },
  ];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, node, position } = next;
    if (Array.isArray(value)) {
      for (const element of value) {
        pending.push({ value: element, node, position: isScalar(element) ? position : elementOf(value, position) });
      }
    } else if (isObject(value)) {
      for (const key in value) {
        const child = follow(node, key);
        if (child) pending.push({ value: value[key as keyof object], node: child, position });
      }
    } else if (node.index !== undefined) {
      note(occurrences[node.index] as Occurrences, value as Scalar, position);
    }
  }
}

const elementOf = (array: readonly unknown[], outer: Position): Element => ({
  array,
  outer,
  depth: (outer?.depth ?? 0) + 1,
});

function note({ field, present, matching }: Occurrences, value: Scalar, position: Position): void {
  if (present.length === 0 || present.at(-1) !== position) present.push(position);
  if (matching.length > 0 && matching.at(-1) === position) return;
  if (field.rules.some((rule) => rule.matches(value))) matching.push(position);
}

/** Whether the fields from this index on can match beside the elements that the ones before it took. */
function isConsistent(occurrences: readonly Occurrences[], index: number, taken: readonly Element[]): boolean {
  const current = occurrences[index];
  if (!current) return true;

  const { field, present, matching } = current;
  const fits = (position: Position) => taken.every((element) => canBothMatch(element, position));
  const restFits = (position: Position) =>
    isConsistent(occurrences, index + 1, position ? [...taken, position] : taken);
  return (
    matching.some((position) => fits(position) && restFits(position)) ||
    (field.mayBeAbsent && !present.some(fits) && restFits(undefined))
  );
}

/** False where the two lie, directly or farther in, in different elements of the same array. */
function canBothMatch(a: Position, b: Position): boolean {
  let [deeper, other] = [a, b];
  while (deeper && other && deeper !== other) {
    if (deeper.array === other.array) return false;
    if (deeper.depth < other.depth) [deeper, other] = [other, deeper];
    deeper = deeper.outer;
  }
  return true;
}
