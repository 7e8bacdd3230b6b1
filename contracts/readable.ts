import type { JsonSchema } from './plain-contract.ts';

/**
 * Why some value that keeps to `written` does not keep to `read`, each reason with the place as a JSON pointer. It knows
 * the keywords that the contracts use and throws at any other: a keyword that it passed over could hide a break.
 */
export function unreadable(written: JsonSchema, read: JsonSchema, at = ''): string[] {
  for (const schema of [written, read]) assertKnown(schema, at);
  if (written.anyOf) return written.anyOf.flatMap((one) => unreadable(toSchema(one), read, at));
  if (read.anyOf) return unreadableByAll(written, read.anyOf.map(toSchema), at);
  const place = at || 'the event';
  return [
    ...unreadableType(written, read, place),
    ...unreadableValues(written, read, place),
    ...RULES.filter(
      ([name, fits]) => read[name] !== undefined && !fits(written[name] as never, read[name] as never),
    ).map(
      ([name]) =>
        `the ${name} of ${place} is ${written[name] ?? 'free'} where it is written, ${read[name]} where it is read`,
    ),
    ...unreadableFields(written, read, at),
    ...(read.items ? unreadable(toSchema(written.items), toSchema(read.items), `${at}/*`) : []),
  ];
}

function unreadableByAll(written: JsonSchema, alternatives: JsonSchema[], at: string): string[] {
  const reasons = alternatives.map((one) => unreadable(written, one, at));
  return reasons.some((list) => list.length === 0) ? [] : reasons.flat();
}

function unreadableType(written: JsonSchema, read: JsonSchema, place: string): string[] {
  const fits = read.type === undefined || written.type === read.type;
  if (fits || (written.type === 'integer' && read.type === 'number')) return [];
  return [`${place} is written as ${written.type ?? 'anything'} and read as ${read.type}`];
}

function unreadableValues(written: JsonSchema, read: JsonSchema, place: string): string[] {
  const readable = values(read);
  if (!readable) return [];
  const others = values(written)?.filter((value) => !readable.includes(value)) ?? ['anything'];
  return others.length === 0 ? [] : [`${place} is written as ${others.join(', ')} and read as ${readable.join(', ')}`];
}

function unreadableFields(written: JsonSchema, read: JsonSchema, at: string): string[] {
  const always = written.required ?? [];
  return [
    ...(read.additionalProperties === false ? [`${at || 'the event'} is read without fields that are not known`] : []),
    ...(read.required ?? [])
      .filter((name) => !always.includes(name))
      .map((name) => `${at}/${name} is required where it is read and may be missing where it is written`),
    ...Object.entries(read.properties ?? {}).flatMap(([name, schema]) => {
      const field = written.properties?.[name];
      return field === undefined ? [] : unreadable(toSchema(field), toSchema(schema), `${at}/${name}`);
    }),
  ];
}

type Limit = number | undefined;
const atMost = (written: Limit, read: Limit) => written !== undefined && written <= (read ?? Number.POSITIVE_INFINITY);
const atLeast = (written: Limit, read: Limit) => written !== undefined && written >= (read ?? Number.NEGATIVE_INFINITY);

const same = (written: unknown, read: unknown) => written === read;

const RULES = [
  ['format', same],
  ['pattern', same],
  ['maxLength', atMost],
  ['minLength', atLeast],
  ['maximum', atMost],
  ['minimum', atLeast],
  ['maxItems', atMost],
  ['minItems', atLeast],
] as const;

const ANNOTATIONS = ['title', 'description', 'default', 'examples'];
const COMPARED = ['type', 'enum', 'const', 'properties', 'required', 'additionalProperties', 'items', 'anyOf'];
const KNOWN = new Set<string>([...ANNOTATIONS, ...COMPARED, ...RULES.map(([name]) => name)]);

function assertKnown(schema: JsonSchema, at: string): void {
  const { additionalProperties } = schema;
  const isKnown = (keyword: string) =>
    keyword === 'additionalProperties' ? isEmpty(additionalProperties) : KNOWN.has(keyword);
  const unknown = Object.keys(schema).find((keyword) => !isKnown(keyword));
  if (unknown)
    throw new Error(`${unknown} at ${at || 'the event'} is not compared yet: teach it to contracts/readable.ts`);
}

const isEmpty = (schema: unknown) => Object.keys(toSchema(schema)).length === 0;

const values = (schema: JsonSchema) => schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);

/** `true` and what is absent read anything. */
const toSchema = (schema: unknown): JsonSchema => (typeof schema === 'object' ? (schema as JsonSchema) : {});
