import type { _Record } from '@aws-sdk/client-dynamodb-streams';

/**
 * Where a function's answer says that a batch is to go on: the index of the first record that failed, undefined where all
 * succeeded. An item without the sequence number of a record in the batch fails the whole batch.
 * Lambda guide, "Configuring partial batch response with DynamoDB and Lambda".
 */
export function firstFailure(records: readonly _Record[], response: unknown): number | undefined {
  const { batchItemFailures } = (response ?? {}) as { batchItemFailures?: readonly unknown[] | null };
  if (!batchItemFailures || batchItemFailures.length === 0) return undefined;
  const indices = batchItemFailures.map((failure) => {
    const { itemIdentifier } = (failure ?? {}) as { itemIdentifier?: unknown };
    return records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === itemIdentifier);
  });
  return Math.max(Math.min(...indices), 0);
}
