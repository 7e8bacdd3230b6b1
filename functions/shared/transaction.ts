import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import pRetry from 'p-retry';
import { documents } from './dynamodb.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
export type Put = Omit<NonNullable<TransactItem['Put']>, 'TableName'>;

/**
 * Puts all of the items into the table or none. What was cancelled by a conflict with another transaction is sent again;
 * a condition that does not hold is thrown: see `isFailedCondition`.
 *
 * The SDK gives a transaction a ClientRequestToken and keeps it when it sends it again after a lost answer: DynamoDB then
 * confirms what it did. What was cancelled was not done, so the next attempt may have a new token.
 */
export async function putAll(table: string, puts: readonly Put[]): Promise<void> {
  const TransactItems = puts.map((put) => ({ Put: { TableName: table, ...put } }));
  await pRetry(() => documents.send(new TransactWriteCommand({ TransactItems })), {
    ...CANCELLATION_RETRIES,
    shouldRetry: ({ error }) => error instanceof TransactionCanceledException && !isFailedCondition(error),
  });
}

/**
 * Cancelled because of conditions alone. Beside a conflict a failed condition says too little: of a transaction that is
 * just being committed one item may be seen already and another not yet.
 */
export const isFailedCondition = (error: unknown): error is TransactionCanceledException =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).some(({ Code }) => Code === 'ConditionalCheckFailed') &&
  (error.CancellationReasons ?? []).every(({ Code }) => Code === 'ConditionalCheckFailed' || Code === 'None');

const CANCELLATION_RETRIES = { retries: 10, minTimeout: 20, maxTimeout: 500, randomize: true };
