import { expect, test } from '@jest/globals';
import { readDefinition } from '../../../stack/streams/definition.ts';
import { toEvent } from '../../../stack/streams/event.ts';

const stream = {
  type: 'dynamodb',
  arn: { 'Fn::GetAtt': ['UsersTable', 'StreamArn'] },
  batchSize: 10,
  startingPosition: 'TRIM_HORIZON',
  filterPatterns: [{ eventName: ['INSERT'] }, { eventName: ['MODIFY'] }],
};

const serviceWith = (event: object) => ({
  functions: { usersPublish: { events: [{ stream: event as typeof stream }] }, usersGet: {} },
  resources: { Resources: { UsersTable: { Properties: { TableName: 'users' } } } },
});

test('a stream event becomes its function, its table, and a filter that any pattern passes', () => {
  const [mapping, ...others] = readDefinition(serviceWith(stream));

  expect(others).toEqual([]);
  expect(mapping).toMatchObject({ functionKey: 'usersPublish', tableName: 'users', batchSize: 10 });
  expect(['INSERT', 'MODIFY', 'REMOVE'].map((eventName) => mapping?.matches({ eventName }))).toEqual([
    true,
    true,
    false,
  ]);
});

test('without properties a batch has at most 100 records, is tried until it succeeds, and everything matches', () => {
  const { batchSize: _, filterPatterns: __, ...bare } = stream;

  const [mapping] = readDefinition(serviceWith(bare));

  expect(mapping).toMatchObject({ batchSize: 100, maximumRetryAttempts: -1 });
  expect(mapping?.matches({})).toBe(true);
});

test.each([
  [
    { ...stream, arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/users/stream/1' },
    'usersPublish: the arn of its stream',
  ],
  [{ ...stream, arn: { 'Fn::GetAtt': ['OtherTable', 'StreamArn'] } }, 'usersPublish: the arn of its stream'],
  [{ ...stream, startingPosition: 'LATEST' }, 'usersPublish: its stream can be read from TRIM_HORIZON only'],
])('what cannot be read is refused: %j', (event, message) => {
  expect(() => readDefinition(serviceWith(event))).toThrow(message);
});

test('a record is delivered with epoch seconds and base64, as Lambda does', () => {
  const event = toEvent('arn:stream', [
    {
      eventName: 'INSERT',
      dynamodb: {
        ApproximateCreationDateTime: new Date(1_721_811_600_000),
        NewImage: { pk: { S: 'a' }, value: { B: Uint8Array.of(1, 2, 3) }, list: { L: [{ N: '1' }] } },
      },
    },
  ]);

  expect(event).toEqual({
    Records: [
      {
        eventSourceARN: 'arn:stream',
        eventName: 'INSERT',
        dynamodb: {
          ApproximateCreationDateTime: 1_721_811_600,
          NewImage: { pk: { S: 'a' }, value: { B: 'AQID' }, list: { L: [{ N: '1' }] } },
        },
      },
    ],
  });
});
