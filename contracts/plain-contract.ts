import * as z from 'zod';
import type { EventContract } from '../events/event-contract.ts';

/** A contract as plain data, so that it can be kept and compared. */
export interface PlainContract {
  /** The event's name and its topic. */
  readonly type: string;
  /** CloudEvents `source`. */
  readonly source: string;
  /** The field whose value is the record's key. */
  readonly key: string;
  /** What a publisher writes: it may only ever write less. */
  readonly writes: JsonSchema;
  /** What a consumer reads, parking the rest: it may only ever read more. */
  readonly reads: JsonSchema;
}

export type JsonSchema = z.core.JSONSchema.JSONSchema;

export const toPlainContract = <Event>({ type, source, schema, aggregateId }: EventContract<Event>) => {
  const writes = toJsonSchema(schema, 'output');
  const names = Object.fromEntries(Object.keys(writes.properties ?? {}).map((name) => [name, name]));
  const key = aggregateId(names as Event);
  return { type, source, key, writes, reads: toJsonSchema(schema, 'input') } satisfies PlainContract;
};

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema, ...jsonSchema } = z.toJSONSchema(schema, { io });
  return jsonSchema;
}
