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

  expect(tables).toEqual([
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

  expect(table).not.toHaveProperty('PointInTimeRecoverySpecification');
});

test('a property without a meaning here is refused, not ignored', () => {
  expect(() => readTables(template('ImportSourceSpecification: {}'))).toThrow(
    'ThingsTable has ImportSourceSpecification',
  );
});

test('each service has one table, named after it, with a stream of new images', () => {
  expect(definedTables().map(({ TableName, StreamSpecification }) => [TableName, StreamSpecification])).toEqual([
    ['orders', { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' }],
    ['users', { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' }],
  ]);
});
