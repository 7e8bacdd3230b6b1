import path from 'node:path';
import { expect, test } from '@jest/globals';
import { environment, readSettings } from '../../../stack/settings.ts';

test('everything has a default', () => {
  expect(readSettings({})).toEqual({
    httpPort: 3000,
    lambdaPort: 3002,
    statusPort: 3004,
    dynamodbPort: 4566,
    kafkaPort: 9092,
    kafkaControllerPort: 9093,
    localDir: path.resolve('.local'),
    composeProjectName: 'users-orders',
  });
});

test('the environment made of settings gives the same settings', () => {
  const settings = readSettings({ HTTP_PORT: '1', KAFKA_PORT: '65535', LOCAL_DIR: '/data' });

  expect(readSettings(environment(settings))).toEqual(settings);
});

test.each(['0', '65536', '-1', '1.5', '9092x', ''])('the port "%s" is refused by name', (value) => {
  expect(() => readSettings({ KAFKA_PORT: value })).toThrow(`KAFKA_PORT is "${value}"`);
});
