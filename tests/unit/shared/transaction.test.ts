import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { isFailedCondition } from '../../../functions/shared/transaction.ts';

const cancelled = (codes: string[]) =>
  new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

// A conflict hides what became of its item: it may be the key of the very user who took the e-mail.
test.each([
  ['a failed condition', true, ['None', 'ConditionalCheckFailed']],
  ['two failed conditions', true, ['None', 'ConditionalCheckFailed', 'ConditionalCheckFailed']],
  ['a conflict', false, ['None', 'TransactionConflict']],
  ['a failed condition beside a conflict', false, ['None', 'ConditionalCheckFailed', 'TransactionConflict']],
  ['a failed condition beside throttling', false, ['ThrottlingError', 'ConditionalCheckFailed']],
])('a transaction cancelled by %s failed for its conditions: %p', (_, expected, codes) => {
  expect(isFailedCondition(cancelled(codes))).toBe(expected);
});

test('another error is no failed condition', () => {
  expect(isFailedCondition(new Error('ConditionalCheckFailed'))).toBe(false);
});
