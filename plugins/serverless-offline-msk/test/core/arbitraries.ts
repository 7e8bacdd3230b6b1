import fc from 'fast-check';

/** What a mapping may have set, as far as it decides anything. */
export interface WorldSettings {
  readonly batchSize: number;
  readonly batchingWindowMs: number;
  readonly maxPayloadBytes: number;
  readonly pollers: number;
  readonly batchesPerPoller: number;
  readonly mergePartitions: boolean;
  readonly maximumRetryAttempts: number;
  readonly maximumRecordAgeMs: number;
  readonly bisectBatchOnFunctionError: boolean;
  readonly reportBatchItemFailures: boolean;
}

export type Operation =
  | { readonly kind: 'produce'; readonly partition: number; readonly sizes: readonly number[] }
  | { readonly kind: 'poll'; readonly partition: number; readonly count: number; readonly matching: readonly boolean[] }
  | { readonly kind: 'start' }
  | { readonly kind: 'finish'; readonly task: number; readonly answer: Answer }
  | { readonly kind: 'commit'; readonly reachesBroker: boolean }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'revoke'; readonly partition: number }
  | { readonly kind: 'assign'; readonly partition: number }
  | { readonly kind: 'crash' };

export type Answer = 'ok' | 'error' | 'throttle' | 'partial' | 'unknown-item' | 'malformed';

export const PARTITIONS = 3;

export const settings: fc.Arbitrary<WorldSettings> = fc.record({
  batchSize: fc.integer({ min: 1, max: 6 }),
  batchingWindowMs: fc.constantFrom(0, 500),
  maxPayloadBytes: fc.constantFrom(900, 100_000),
  pollers: fc.integer({ min: 1, max: 4 }),
  batchesPerPoller: fc.constantFrom(1, 5),
  mergePartitions: fc.boolean(),
  maximumRetryAttempts: fc.constantFrom(0, 1, 3, Number.POSITIVE_INFINITY),
  maximumRecordAgeMs: fc.constantFrom(5000, Number.POSITIVE_INFINITY),
  bisectBatchOnFunctionError: fc.boolean(),
  reportBatchItemFailures: fc.boolean(),
});

const partition = fc.nat(PARTITIONS - 1);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('produce'),
      partition,
      sizes: fc.array(fc.constantFrom(1, 100, 2000), { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('poll'),
      partition,
      count: fc.integer({ min: 1, max: 6 }),
      matching: fc.array(fc.boolean()),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('start') }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('finish'),
      task: fc.nat(5),
      answer: fc.constantFrom<Answer>('ok', 'error', 'throttle', 'partial', 'unknown-item', 'malformed'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('commit'), reachesBroker: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.constantFrom(100, 500, 4000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revoke'), partition }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('assign'), partition }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash') }) },
);

export const operations = fc.array(operation, { maxLength: 80, size: 'max' });
