import { expect, test } from '@jest/globals';
import { definedTables, readTables } from '../../../stack/tables.ts';

const template = (properties: string) => `
Resources:
  ThingsTable:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: things
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }]
      ${properties}
  ThingsRole:
    Type: AWS::IAM::Role
`;

test('a table of a template becomes the input of CreateTable', () => {
  const tables = readTables(template('StreamSpecification: { StreamViewType: NEW_IMAGE }'));

  expect(tables.map(({ create }) => create)).toEqual([
    {
      TableName: 'things',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    },
  ]);
});

test('backups are left to AWS', () => {
  const [table] = readTables(template('PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }'));

  expect(table?.create).not.toHaveProperty('PointInTimeRecoverySpecification');
});

test('a time to live is kept beside: CreateTable does not take it', () => {
  const [table] = readTables(template('TimeToLiveSpecification: { AttributeName: expires_at, Enabled: true }'));

  expect(table?.timeToLive).toEqual({ AttributeName: 'expires_at', Enabled: true });
  expect(table?.create).not.toHaveProperty('TimeToLiveSpecification');
});

test('a property without a meaning here is refused, not ignored', () => {
  expect(() => readTables(template('ImportSourceSpecification: {}'))).toThrow(
    'ThingsTable has ImportSourceSpecification',
  );
});

test('each service has one table, named after it, with a stream of new images and a time to live', () => {
  const seen = definedTables().map(({ create, timeToLive }) => [
    create.TableName,
    create.StreamSpecification,
    timeToLive,
  ]);

  const stream = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' };
  const timeToLive = { AttributeName: 'expires_at', Enabled: true };
  expect(seen).toEqual([
    ['orders', stream, timeToLive],
    ['users', stream, timeToLive],
  ]);
});
