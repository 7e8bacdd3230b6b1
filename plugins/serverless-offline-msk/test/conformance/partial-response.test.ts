import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { EventSourceMapping } from '../../src/mapping.ts';
import { only, provisioned, readExtended } from '../definition/service.ts';
import { allValues, countOf, type RunningSource, startSource } from '../support/event-source.ts';
import { eventually } from '../support/eventually.ts';
import { committed, connect, createTopic, disconnect, produce } from '../support/kafka.ts';

jest.setTimeout(30_000);
beforeAll(connect);
afterAll(disconnect);

const reporting: Partial<EventSourceMapping> = {
  provisionedPollers: { minimum: 1, maximum: 1 },
  reportBatchItemFailures: true,
};
const failure = (topic: string, offset: unknown) => ({ itemIdentifier: { partition: `${topic}-0`, offset } });

test('case 75: only the reported records come again, and the commit waits for them', async () => {
  const topic = await topicOf('a', 'b', 'c');
  let offsetsAtSecond: unknown;

  await using source = startSource({
    mapping: { ...reporting, topic, consumerGroupId: topic },
    handler: async (_, index) => {
      if (index === 0) return { batchItemFailures: [failure(topic, 1)] };
      offsetsAtSecond = await eventually(async () => {
        const offsets = await committed(topic, topic);
        expect(offsets).toEqual({ 0: 1 });
        return offsets;
      });
      return { batchItemFailures: [] };
    },
  });

  await doneUpTo(source, 3);
  expect(allValues(source)).toEqual([['a', 'b', 'c'], ['b']]);
  expect(offsetsAtSecond).toEqual({ 0: 1 });
});

test.each([
  ['{}', {}],
  ['null', null],
  ['nothing', undefined],
  ['an empty list', { batchItemFailures: [] }],
  ['something else', { ok: true }],
  ['a null list', { batchItemFailures: null }],
])('case 76: %s is a success', async (_, response) => {
  const topic = await topicOf('a', 'b');

  await using source = startSource({ mapping: { ...reporting, topic }, handler: () => response });

  await doneUpTo(source, 2);
  expect(source.invocations).toHaveLength(1);
});

test.each([
  ['case 77: an offset that is not in the event', [{ itemIdentifier: { partition: 'T-0', offset: 99 } }]],
  ['case 78: a partition that is not in the event', [{ itemIdentifier: { partition: 'T-9', offset: 0 } }]],
  ['case 79: an identifier that is a string', [{ itemIdentifier: 'T-0-1' }]],
  ['case 80: an identifier that is null', [{ itemIdentifier: null }]],
  ['case 80: a missing identifier', [{}]],
  ['case 80: a list that is none', 'x'],
])('%s fails the whole batch', async (_, batchItemFailures) => {
  const topic = await topicOf('a', 'b');
  const response = JSON.parse(JSON.stringify({ batchItemFailures }).replaceAll('T-', `${topic}-`));

  await using source = startSource({
    mapping: { ...reporting, topic },
    handler: (_, index) => (index === 0 ? response : {}),
  });

  await doneUpTo(source, 2);
  expect(allValues(source)).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
  const [failed] = source.facts.flatMap((fact) => (fact.name === 'failed' ? fact.message : []));
  expect(failed).toMatch(/the whole batch counts as failed/);
});

test('case 79: the message says what AWS documents', async () => {
  const topic = await topicOf('a');

  await using source = startSource({
    mapping: { ...reporting, topic },
    handler: (_, index) => (index === 0 ? { batchItemFailures: [{ itemIdentifier: `${topic}-0-0` }] } : {}),
  });

  await doneUpTo(source, 1);
  expect(source.facts.flatMap((fact) => (fact.name === 'failed' ? fact.message : []))).toEqual([
    expect.stringContaining('AWS documents {"partition":"topic-0","offset":1}'),
  ]);
});

test('an offset may be a numeric string', async () => {
  const topic = await topicOf('a', 'b');

  await using source = startSource({
    mapping: { ...reporting, topic },
    handler: (_, index) => ({ batchItemFailures: index === 0 ? [failure(topic, '1')] : [] }),
  });

  await doneUpTo(source, 2);
  expect(allValues(source)).toEqual([['a', 'b'], ['b']]);
});

test('case 81: without ReportBatchItemFailures the response is ignored', async () => {
  const topic = await topicOf('a', 'b');

  await using source = startSource({
    mapping: { topic },
    handler: () => ({ batchItemFailures: [failure(topic, 1)] }),
  });

  await doneUpTo(source, 2);
  expect(source.invocations).toHaveLength(1);
});

test('case 82: of a batch that is given up only the reported records go to the destination', async () => {
  const topic = await topicOf('a', 'b', 'c');

  await using source = startSource({
    mapping: {
      ...reporting,
      topic,
      maximumRetryAttempts: 1,
      onFailureDestination: { kind: 'sqs', arn: 'arn:aws:sqs:eu-west-1:1:dead' },
    },
    handler: () => ({ batchItemFailures: [failure(topic, 1)] }),
  });

  await doneUpTo(source, 3);
  expect(allValues(source)).toEqual([['a', 'b', 'c'], ['b']]);
  expect(source.deadLetters).toEqual([
    expect.objectContaining({ functionError: false, records: [expect.objectContaining({ offset: 1 })] }),
  ]);
});

test('a partial failure says how many records were reported', async () => {
  const topic = await topicOf('a', 'b', 'c');

  await using source = startSource({
    mapping: { ...reporting, topic },
    handler: (_, index) => ({ batchItemFailures: index === 0 ? [failure(topic, 1)] : [] }),
  });

  await doneUpTo(source, 3);
  expect(source.facts.flatMap((fact) => (fact.name === 'failed' ? [[fact.result, fact.failedRecords]] : []))).toEqual([
    ['partial', 1],
  ]);
  expect(countOf(source, 'invoked')).toBe(4);
});

test('case 85: after a crash the done records above the failed one come again, those below it do not', async () => {
  const topic = await topicOf('a', 'b', 'c');
  const mapping = { ...reporting, topic, consumerGroupId: `g-${randomUUID()}` };
  const crashing = startSource({
    mapping,
    handler: (_, index) => (index === 0 ? { batchItemFailures: [failure(topic, 1)] } : new Promise(() => {})),
    settings: { shutdownLimitMs: 0 },
  });
  await eventually(() => expect(allValues(crashing)).toEqual([['a', 'b', 'c'], ['b']]));
  await doneUpTo(crashing, 1);
  await crashing.stop();

  await using source = startSource({ mapping });

  await doneUpTo(source, 3);
  expect(allValues(source)).toEqual([['b', 'c']]);
});

test('case 120: a partial response counts where resources.extensions ask for it, with its limit of retries', async () => {
  const topic = await topicOf('a', 'b', 'c');
  const definition = readExtended({
    ...provisioned,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumRetryAttempts: 1,
  });

  await using source = startSource({
    mapping: { ...only(definition), topic, consumerGroupId: topic },
    handler: () => ({ batchItemFailures: [failure(topic, 1)] }),
  });

  await doneUpTo(source, 3);
  expect(allValues(source)).toEqual([['a', 'b', 'c'], ['b']]);
  expect(countOf(source, 'dropped')).toBe(1);
});

async function topicOf(...values: string[]): Promise<string> {
  const topic = await createTopic();
  await produce(topic, { 0: values });
  return topic;
}

const doneUpTo = ({ mapping }: RunningSource, offset: number) =>
  eventually(async () => expect(await committed(mapping.consumerGroupId, mapping.topic)).toEqual({ 0: offset }));
