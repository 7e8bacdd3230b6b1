import type { _Record } from '@aws-sdk/client-dynamodb-streams';

/**
 * The records as Lambda delivers them ("Using AWS Lambda with Amazon DynamoDB", example event): times are epoch seconds,
 * binary values base64.
 */
export const toEvent = (streamArn: string, records: readonly _Record[]): { Records: unknown[] } => ({
  Records: records.map((record) => ({ ...(toJson(record) as object), eventSourceARN: streamArn })),
});

/** What a filter pattern is compared with: the record as it is delivered. */
export function toJson(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1_000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object' || value === null) return value;
  const present = Object.entries(value).filter(([, property]) => property !== undefined);
  return Object.fromEntries(present.map(([name, property]) => [name, toJson(property)]));
}
