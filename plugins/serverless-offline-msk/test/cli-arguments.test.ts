import { expect, test } from '@jest/globals';
import { parseArguments, UsageError } from '../src/cli/arguments.ts';

test('what is not given has its default', () => {
  expect(parseArguments(['--config', 'mappings.json'], {})).toEqual({
    endpoint: undefined,
    brokers: undefined,
    mappings: { config: 'mappings.json' },
    region: 'us-east-1',
    statusPort: undefined,
    yes: false,
  });
});

test('everything can be given', () => {
  const args =
    '--endpoint http://127.0.0.1:4566 --brokers a:1,b:2 --stack shop --region eu-west-1 --status-port 0 --yes';

  expect(parseArguments(args.split(' '), { AWS_REGION: 'us-west-2' })).toEqual({
    endpoint: 'http://127.0.0.1:4566',
    brokers: ['a:1', 'b:2'],
    mappings: { stack: 'shop' },
    region: 'eu-west-1',
    statusPort: 0,
    yes: true,
  });
});

test('the region is that of the environment', () => {
  expect(parseArguments(['--stack', 'shop'], { AWS_DEFAULT_REGION: 'eu-west-3' })?.region).toBe('eu-west-3');
});

test('metrics can be switched off', () => {
  expect(parseArguments(['--stack', 'shop', '--status-port', 'off'])?.statusPort).toBe(false);
});

test('help needs nothing else', () => {
  expect(parseArguments(['--help'])).toBeUndefined();
});

test.each([
  [[], 'either --config FILE or --stack NAME'],
  [['--config', 'a', '--stack', 'b'], 'either --config FILE or --stack NAME'],
  [['--stack', 'b', '--endpoint', '127.0.0.1:4566'], '--endpoint "127.0.0.1:4566" is no URL'],
  [['--stack', 'b', '--status-port', '70000'], '--status-port "70000" is no port'],
  [['--stack', 'b', '--status-port', '-1'], '--status-port'],
  [['--stack', 'b', '--brokers', 'a,b:1'], '--brokers "a,b:1" is no list of host:port'],
  [['--stack', 'b', '--brokerz', 'c'], "Unknown option '--brokerz'"],
])('%j is refused with what to do', (args, words) => {
  expect(() => parseArguments(args)).toThrow(UsageError);
  expect(() => parseArguments(args)).toThrow(words);
});
