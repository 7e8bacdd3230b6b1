import { expect, test } from '@jest/globals';
import { firstFailure } from '../../../stack/streams/response.ts';

const records = ['10', '20', '30'].map((SequenceNumber) => ({ dynamodb: { SequenceNumber } }));
const failed = (...itemIdentifiers: unknown[]) => ({
  batchItemFailures: itemIdentifiers.map((itemIdentifier) => ({ itemIdentifier })),
});

test.each([[null], [undefined], ['done'], [{}], [{ batchItemFailures: null }], [failed()]])(
  '%j is success',
  (response) => {
    expect(firstFailure(records, response)).toBeUndefined();
  },
);

test.each([
  [failed('20'), 1],
  [failed('30', '20'), 1],
])('%j goes on from the lowest: %i', (response, first) => {
  expect(firstFailure(records, response)).toBe(first);
});

test.each([
  [failed('')],
  [failed(null)],
  [failed('40')],
  [{ batchItemFailures: [{}] }],
  [{ batchItemFailures: [null] }],
])('%j, which names no record, fails the whole batch', (response) => {
  expect(firstFailure(records, response)).toBe(0);
});
