import { getItem } from './dynamodb.ts';
import { HttpError } from './errors.ts';
import type { HttpResponse } from './http.ts';
import type { IdempotencyItem } from './idempotency-key.ts';
import { isFailedCondition, type Put, putAll } from './transaction.ts';

/**
 * Writes the items and, in the same transaction, the key's item: there is no moment at which a crash leaves one without
 * the other. Where the key was used before, nothing is written and the first 201 is returned; a key that was used for
 * another request is a 422. A failed condition of the items themselves is thrown as it is.
 */
export async function putOnce(
  table: string,
  puts: readonly Put[],
  key: IdempotencyItem,
  now = Math.floor(Date.now() / 1_000),
): Promise<HttpResponse | undefined> {
  try {
    await putAll(table, [...puts, unlessKept(key, now)]);
    return undefined;
  } catch (error) {
    if (!isFailedCondition(error)) throw error;
    const first = await findKept(table, key, now);
    // After a lost answer both the resource and the key are there: the key says that they are this caller's own.
    if (!first) throw error;
    return replay(first, key);
  }
}

/** TTL deletes an item hours or days after it expired ("Using time to live (TTL) in DynamoDB"): till then it is ignored. */
const unlessKept = (item: IdempotencyItem, now: number): Put => ({
  Item: { ...item },
  ConditionExpression: 'attribute_not_exists(pk) OR expires_at <= :now',
  ExpressionAttributeValues: { ':now': now },
});

async function findKept(table: string, { pk, sk }: IdempotencyItem, now: number): Promise<IdempotencyItem | undefined> {
  const item = (await getItem(table, { pk, sk })) as IdempotencyItem | undefined;
  return item && item.expires_at > now ? item : undefined;
}

function replay(first: IdempotencyItem, { fingerprint }: IdempotencyItem): HttpResponse {
  if (first.fingerprint !== fingerprint) {
    throw new HttpError(422, 'This Idempotency-Key was used for another request: a new request needs a new key');
  }
  const { location, body } = first;
  return { statusCode: 201, headers: { 'content-type': 'application/json', location }, body };
}
