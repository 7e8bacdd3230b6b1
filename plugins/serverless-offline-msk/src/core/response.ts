import type { InvocationResult } from '../invoker.ts';
import { type Batch, topicPartition } from '../record.ts';

/** What an invocation's result means for the records that it held. */
export type Outcome =
  | { readonly kind: 'succeeded' }
  /** The function did not run: no attempt was made. */
  | { readonly kind: 'not-invoked'; readonly message: string }
  | { readonly kind: 'function-error'; readonly message: string }
  /** The function names the records that failed; the others are done. */
  | { readonly kind: 'partial'; readonly failed: Batch; readonly message: string };

/**
 * @param reportBatchItemFailures without it the response is ignored (guide page "Configuring error handling controls
 * for Kafka event sources")
 */
export function outcomeOf(result: InvocationResult, batch: Batch, reportBatchItemFailures: boolean): Outcome {
  if (result.kind !== 'returned') return result;
  if (!reportBatchItemFailures) return { kind: 'succeeded' };

  const response = result.response as { batchItemFailures?: unknown } | null | undefined;
  const failures = response?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return wholeBatch(batch, 'batchItemFailures is not a list');
  if (failures.length === 0) return { kind: 'succeeded' };
  return failedItems(failures, batch);
}

/** An identifier that names no record of the event fails the whole batch, so that no failure is overlooked. */
function failedItems(failures: readonly unknown[], batch: Batch): Outcome {
  const known = new Set(batch.map((record) => `${topicPartition(record)}:${record.offset}`));
  const named = new Set<string>();
  for (const failure of failures) {
    const identifier = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    const name = itemName(identifier);
    if (name === undefined || !known.has(name)) return wholeBatch(batch, unknownItem(identifier));
    named.add(name);
  }
  const failed = batch.filter((record) => named.has(`${topicPartition(record)}:${record.offset}`));
  return { kind: 'partial', failed, message: `the function reported ${failed.length} of ${batch.length} records` };
}

function itemName(identifier: unknown): string | undefined {
  if (typeof identifier !== 'object' || identifier === null) return undefined;
  const { partition, offset } = identifier as { partition?: unknown; offset?: unknown };
  if (typeof partition !== 'string') return undefined;
  if (typeof offset !== 'number' && !(typeof offset === 'string' && /^\d+$/.test(offset))) return undefined;
  return `${partition}:${Number(offset)}`;
}

const wholeBatch = (failed: Batch, reason: string): Outcome => ({
  kind: 'partial',
  failed,
  message: `${reason}: the whole batch counts as failed`,
});

const unknownItem = (identifier: unknown) =>
  typeof identifier === 'string'
    ? `itemIdentifier is the string ${JSON.stringify(identifier)}, AWS documents {"partition":"topic-0","offset":1}`
    : `itemIdentifier ${JSON.stringify(identifier)} names no record of the event`;
