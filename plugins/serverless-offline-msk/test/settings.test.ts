import { expect, test } from '@jest/globals';
import { settingsFrom } from '../src/settings.ts';

const defaults = {
  brokers: ['127.0.0.1:9092'],
  backoff: { firstMs: 100, maxMs: 60_000 },
  shutdownLimitMs: 10_000,
  mergePartitions: true,
  statusPort: 3004,
};

test.each([undefined, null, {}])('%j has the defaults', (custom) => {
  expect(settingsFrom(custom, {})).toEqual(defaults);
});

test('the environment names brokers where serverless.yml does not', () => {
  const environment = { KAFKA_BROKERS: ' a:1, b:2 ' };

  expect(settingsFrom({}, environment).brokers).toEqual(['a:1', 'b:2']);
  expect(settingsFrom({ brokers: ['c:3'] }, environment).brokers).toEqual(['c:3']);
});

test('numbers may be strings, as variables give them', () => {
  const custom = { statusPort: '3005', shutdownLimitMs: '500', backoff: { firstMs: '10' } };

  expect(settingsFrom(custom, {})).toEqual({
    ...defaults,
    statusPort: 3005,
    shutdownLimitMs: 500,
    backoff: { firstMs: 10, maxMs: 60_000 },
  });
  expect(settingsFrom({ statusPort: 'false' }, {}).statusPort).toBe(false);
});

test.each([
  ['a list', 'must be an object'],
  [['x'], 'must be an object'],
  [{ statusPorts: 1 }, 'statusPorts is not a setting: there are brokers, backoff'],
  [{ brokers: 'a:1' }, 'brokers must be a list of host:port'],
  [{ brokers: null }, 'brokers must be a list of host:port'],
  [{ brokers: ['a'] }, 'brokers must be a list of host:port'],
  [{ backoff: null }, 'backoff must be milliseconds'],
  [{ backoff: { first: 1 } }, 'backoff must be milliseconds'],
  [{ shutdownLimitMs: 2 ** 31 }, 'shutdownLimitMs must be milliseconds, at most 2147483647'],
  [{ shutdownLimitMs: '' }, 'shutdownLimitMs must be milliseconds'],
  [{ shutdownLimitMs: -1 }, 'shutdownLimitMs must be milliseconds'],
  [{ statusPort: '65536' }, 'statusPort must be a port, or false'],
  [{ endpoint: 'localhost' }, 'endpoint must be a URL'],
  [{ mergePartitions: 1 }, 'mergePartitions must be true or false'],
])('%j is refused', (custom, words) => {
  expect(() => settingsFrom(custom, {})).toThrow(words);
});

test('brokers of the environment that are none are refused by that name', () => {
  expect(() => settingsFrom({}, { KAFKA_BROKERS: 'a:1,b' })).toThrow('KAFKA_BROKERS must be a list of host:port');
});
