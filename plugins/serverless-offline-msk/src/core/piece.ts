import type { Condition } from '../destination.ts';
import type { Batch } from '../record.ts';
import type { Outcome } from './response.ts';

/** Records that are sent together: a batch, half of one that was bisected, or what a partial response left of it. */
export interface Piece {
  readonly records: Batch;
  /** Invocations that held these records. */
  readonly invocations: number;
  /** Of them, those whose failure bisected the batch: they use up no retry attempt. */
  readonly bisections: number;
  /** Tries that did not reach the function. */
  readonly notInvoked: number;
  readonly last: LastInvocation | undefined;
}

export interface LastInvocation {
  readonly requestId: string;
  readonly functionError: boolean;
}

export interface RetryPolicy {
  /** Retries after the first invocation; Infinity until success. */
  readonly maximumRetryAttempts: number;
  readonly maximumRecordAgeMs: number;
  readonly bisectBatchOnFunctionError: boolean;
  readonly reportBatchItemFailures: boolean;
  readonly backoff: Backoff;
}

export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

export type Aftermath =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly piece: Piece; readonly delayMs: number }
  | { readonly kind: 'split'; readonly halves: readonly [Piece, Piece] }
  | { readonly kind: 'give-up'; readonly piece: Piece; readonly condition: Condition };

export const newPiece = (records: Batch): Piece => ({
  records,
  invocations: 0,
  bisections: 0,
  notInvoked: 0,
  last: undefined,
});

/** What becomes of a piece after an invocation. Records that it holds no more are done. */
export function afterInvocation(piece: Piece, outcome: Outcome, requestId: string, policy: RetryPolicy): Aftermath {
  if (outcome.kind === 'succeeded') return { kind: 'done' };
  if (outcome.kind === 'not-invoked') {
    return retry({ ...piece, notInvoked: piece.notInvoked + 1 }, policy.backoff);
  }
  const failed: Piece = {
    ...piece,
    records: outcome.kind === 'partial' ? outcome.failed : piece.records,
    invocations: piece.invocations + 1,
    last: { requestId, functionError: outcome.kind === 'function-error' },
  };
  if (outcome.kind === 'function-error' && policy.bisectBatchOnFunctionError && failed.records.length > 1) {
    return { kind: 'split', halves: halvesOf({ ...failed, bisections: failed.bisections + 1 }) };
  }
  return failed.invocations - failed.bisections > policy.maximumRetryAttempts
    ? { kind: 'give-up', piece: failed, condition: 'RetryAttemptsExhausted' }
    : retry(failed, policy.backoff);
}

/** Parts the records that are older than the limit, which are not sent again, from the others. */
export function splitByAge(piece: Piece, maximumRecordAgeMs: number, nowMs: number): { expired: Piece; rest: Piece } {
  const isExpired = ({ timestampMs }: { timestampMs: number }) => nowMs - timestampMs > maximumRecordAgeMs;
  return {
    expired: { ...piece, records: piece.records.filter(isExpired) },
    rest: { ...piece, records: piece.records.filter((record) => !isExpired(record)) },
  };
}

function retry(piece: Piece, { firstMs, maxMs }: Backoff): Aftermath {
  const tries = piece.invocations + piece.notInvoked;
  return { kind: 'retry', piece, delayMs: Math.min(maxMs, firstMs * 2 ** Math.min(tries - 1, 30)) };
}

function halvesOf(piece: Piece): [Piece, Piece] {
  const middle = Math.floor(piece.records.length / 2);
  return [
    { ...piece, records: piece.records.slice(0, middle) },
    { ...piece, records: piece.records.slice(middle) },
  ];
}
