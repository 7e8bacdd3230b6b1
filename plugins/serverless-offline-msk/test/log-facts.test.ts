import { afterEach, expect, test } from '@jest/globals';
import { type Facts, publish } from '../src/facts.ts';
import { logFacts } from '../src/log-facts.ts';
import { newInvocation } from './support/facts.ts';
import { newMapping } from './support/failed-batch.ts';

const lines: [level: string, line: string][] = [];
const say = (level: string) => (line: string) => void lines.push([level, line]);
const log = { error: say('error'), warning: say('warning'), notice: say('notice'), debug: say('debug') };
const end = logFacts(log, () => new Date(2026, 0, 2, 12, 3, 41, 120));
afterEach(() => void lines.splice(0));

const mapping = newMapping({ onFailureDestination: { kind: 'kafka', topic: 'dlt' } });
const failed: Facts['failed'] = {
  ...newInvocation({ attempt: 2 }),
  durationMs: 12.4,
  failedRecords: 3,
  result: 'function-error',
  message: 'table is away',
};
const givenUp = { ...newInvocation(), condition: 'RetryAttemptsExhausted' };

test('a success is one line', () => {
  const partitions = [
    { partition: 0, firstOffset: 17, lastOffset: 17, records: 1 },
    { partition: 2, firstOffset: 3, lastOffset: 4, records: 2 },
  ];

  publish('succeeded', mapping, { ...newInvocation({ partitions }), durationMs: 12.4 });

  expect(lines).toEqual([
    ['notice', '12:03:41.120  ordersOnUserCreated  ok  t-0 @17, t-2 @3-4  3 records  12 ms  attempt 1'],
  ]);
});

test('a failure and its next try are one line', async () => {
  publish('failed', mapping, failed);
  publish('retried', mapping, { ...failed, nextRetryInMs: 2000 });
  await nextTick();

  expect(lines).toEqual([
    [
      'notice',
      '12:03:41.120  ordersOnUserCreated  FAILED  t-0 @15-17  3 records  12 ms  attempt 2, next in 2 s  table is away',
    ],
  ]);
});

test.each<[Partial<Facts['failed']>, string]>([
  [{ result: 'partial', failedRecords: 1 }, 'FAILED 1 of 3  t-0 @15-17'],
  [{ result: 'not-invoked' }, 'NOT INVOKED  t-0 @15-17'],
])('%j is told apart from a function error', async (failure, words) => {
  publish('failed', mapping, { ...failed, ...failure });
  await nextTick();

  expect(lines).toEqual([['notice', expect.stringContaining(words)]]);
});

test('a bisected batch says into what', () => {
  publish('failed', mapping, failed);
  publish('split', mapping, { ...failed, into: [1, 2] });

  expect(lines).toEqual([['notice', expect.stringContaining('attempt 2, split into 1 and 2')]]);
});

test('what is given up says where it went', () => {
  publish('dead-lettered', mapping, givenUp);
  publish('destination-failed', mapping, { records: 3, destination: 'dlt', message: 'no\nanswer' });
  publish('dropped', mapping, givenUp);
  publish('commit-failed', mapping, { message: 'not the coordinator' });

  expect(lines).toEqual([
    ['notice', '12:03:41.120  ordersOnUserCreated  SENT TO kafka://dlt  t-0 @15-17  3 records  RetryAttemptsExhausted'],
    ['warning', '12:03:41.120  ordersOnUserCreated  NOT SENT TO dlt  3 records  no\\nanswer'],
    ['warning', '12:03:41.120  ordersOnUserCreated  DROPPED  t-0 @15-17  3 records  RetryAttemptsExhausted'],
    ['warning', '12:03:41.120  ordersOnUserCreated  NOT COMMITTED  t  not the coordinator'],
  ]);
});

test('a lag that is not known is a dash', () => {
  publish('lag', mapping, {
    partitions: [
      { partition: 0, high: 10, low: 0, committed: 4, lag: 6 },
      { partition: 1, high: 10, low: 0, committed: null, lag: null },
    ],
  });

  expect(lines).toEqual([['debug', '12:03:41.120  ordersOnUserCreated  lag  t-0 6, t-1 –']]);
});

test('a message cannot steer the terminal, forge a line or flood it', async () => {
  publish('failed', mapping, { ...failed, message: `\u001b[2J\r\n\u009b1m\u202e\u2028${'x'.repeat(1000)}` });
  await nextTick();

  const message = lines[0]?.[1].split('attempt 2  ')[1];
  expect(message).toMatch(/^\\u\{1b\}\[2J\\u\{d\}\\n\\u\{9b\}1m\\u\{202e\}\\u\{2028\}x{200,300}…$/);
});

test('nothing is written after the end', () => {
  end();

  publish('succeeded', mapping, { ...newInvocation(), durationMs: 1 });

  expect(lines).toEqual([]);
});

const nextTick = () => new Promise(setImmediate);
