// What batch libraries answer, read by the event source: see fixtures/batch-item-failures.json for whose they are. They
// are about orders-0 with a and b, and orders-1 with c; where the failure is partial, b and c failed.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { allValues, type RunningSource, startSource } from './support/event-source.ts';
import { eventually } from './support/eventually.ts';
import { committed, connect, createTopic, disconnect, produce } from './support/kafka.ts';

type Answers = Readonly<Record<'partialFailure' | 'success' | 'wholeFailure', unknown>>;
type Library = 'Powertools for AWS Lambda (Python)' | 'middy';

const fixture = path.join(import.meta.dirname, 'fixtures/batch-item-failures.json');
const libraries: Readonly<Record<Library, Answers>> = JSON.parse(await readFile(fixture, 'utf8'));

jest.setTimeout(30_000);
beforeAll(connect);
afterAll(disconnect);

test.each<[Library, keyof Answers, string[]]>([
  ['Powertools for AWS Lambda (Python)', 'partialFailure', ['b', 'c']],
  ['Powertools for AWS Lambda (Python)', 'wholeFailure', ['a', 'b', 'c']],
  ['middy', 'partialFailure', ['a', 'b', 'c']],
  ['middy', 'wholeFailure', ['a', 'b', 'c']],
])("after %s's %s the failed records come again", async (library, answer, again) => {
  await using source = await startWith((topic, index) =>
    about(topic, libraries[library][index === 0 ? answer : 'success']),
  );

  await allDone(source);
  expect(allValues(source)).toEqual([['a', 'b', 'c'], again]);
});

test.each<[Library, string[]]>([
  ['Powertools for AWS Lambda (Python)', ['b', 'c']],
  ['middy', ['a', 'b', 'c']],
])('what %s reports for good reaches the destination', async (library, given) => {
  await using source = await startWith((topic) => about(topic, libraries[library].partialFailure), {
    maximumRetryAttempts: 1,
    onFailureDestination: { kind: 'sqs', arn: 'arn:aws:sqs:eu-west-1:000000000000:failed' },
  });

  await allDone(source);
  const records = source.deadLetters.flatMap(({ records }) => records);
  expect(records.map(({ value }) => String(value))).toEqual(given);
});

test.each<Library>(['Powertools for AWS Lambda (Python)', 'middy'])('a success of %s is one', async (library) => {
  await using source = await startWith((topic) => about(topic, libraries[library].success));

  await allDone(source);
  expect(source.invocations).toHaveLength(1);
});

test('Powertools raises where all records failed, and all come again', async () => {
  await using source = await startWith((_, index) => {
    if (index === 0) throw new Error('BatchProcessingError: All records failed processing.');
    return libraries['Powertools for AWS Lambda (Python)'].success;
  });

  await allDone(source);
  expect(allValues(source)).toEqual([
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
  ]);
});

test("the log says why middy's identifiers fail the whole batch, and what AWS documents", async () => {
  await using source = await startWith((topic, index) =>
    about(topic, libraries.middy[index === 0 ? 'partialFailure' : 'success']),
  );

  await allDone(source);
  const { topic } = source.mapping;
  expect(source.facts.flatMap((fact) => (fact.name === 'failed' ? fact.message : []))).toEqual([
    `itemIdentifier is the string "${topic}-0-1", AWS documents {"partition":"topic-0","offset":1}: the whole batch counts as failed`,
  ]);
});

/** One batch with a, b and c. */
async function startWith(answer: (topic: string, index: number) => unknown, mapping: object = {}) {
  const topic = await createTopic(2);
  await produce(topic, { 0: ['a', 'b'], 1: ['c'] });
  return startSource({
    mapping: {
      topic,
      provisionedPollers: { minimum: 1, maximum: 1 },
      reportBatchItemFailures: true,
      batchSize: 3,
      batchingWindowMs: 10_000,
      ...mapping,
    },
    handler: (_, index) => answer(topic, index),
  });
}

const about = (topic: string, answer: unknown) =>
  JSON.parse(JSON.stringify(answer).replaceAll('"orders-', `"${topic}-`));

const allDone = ({ mapping: { consumerGroupId, topic } }: RunningSource) =>
  eventually(async () => expect(await committed(consumerGroupId, topic)).toEqual({ 0: 2, 1: 1 }));
