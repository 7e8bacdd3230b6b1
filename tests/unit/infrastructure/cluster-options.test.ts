import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readClusterOptions, usage } from '../../../infrastructure/cluster-options.ts';

const { Parameters } = parse(readFileSync('infrastructure/msk.yml', 'utf8'), { logLevel: 'error' });

test('without options nothing is decided: the stack keeps what it has', () => {
  expect(readClusterOptions([])).toEqual({
    help: false,
    region: undefined,
    stackName: 'users-orders-cluster',
    parameters: {},
  });
});

test('each option of the cluster is a parameter of msk.yml, and each parameter has an option', () => {
  const { region, stackName, parameters } = readClusterOptions([
    ...['--region', 'eu-central-1', '--stack', 'mine', '--kind', 'provisioned'],
    ...['--zones', 'eu-central-1c,eu-central-1a', '--scram', '--failure-destination'],
    ...['--instance-type', 'kafka.m7g.xlarge', '--volume-size', '200', '--kafka-version', '4.1.x.kraft'],
  ]);

  expect({ region, stackName }).toEqual({ region: 'eu-central-1', stackName: 'mine' });
  expect(parameters).toEqual({
    Kind: 'provisioned',
    Zones: '2',
    ZoneNames: 'eu-central-1c,eu-central-1a,any',
    FailureDestination: 'true',
    Scram: 'true',
    InstanceType: 'kafka.m7g.xlarge',
    VolumeSize: '200',
    KafkaVersion: '4.1.x.kraft',
  });
  expect(Object.keys(parameters).sort()).toEqual(Object.keys(Parameters).sort());
});

test.each([
  ['2', { Zones: '2' }],
  ['3', { Zones: '3' }],
  ['us-east-1a,us-east-1b,us-east-1f', { Zones: '3', ZoneNames: 'us-east-1a,us-east-1b,us-east-1f' }],
])('--zones %s', (zones, parameters) => {
  expect(readClusterOptions(['--zones', zones]).parameters).toEqual(parameters);
});

test('--no-scram takes SCRAM away', () => {
  expect(readClusterOptions(['--no-scram']).parameters).toEqual({ Scram: 'false' });
});

test.each([
  [['--zones', '1'], '--zones 1: it is one of 2, 3'],
  [['--zones', 'a,a'], '--zones a,a: two or three different zones, as in us-east-1a,us-east-1b'],
  [['--zones', 'a,b,c,d'], '--zones a,b,c,d: two or three different zones'],
  [['--kind', 'express'], '--kind express: it is one of serverless, provisioned'],
  [
    ['--kind', 'serverless', '--scram'],
    'MSK Serverless has IAM authentication alone. --scram needs --kind provisioned.',
  ],
  [['--zone', '3'], "Unknown option '--zone'. All options: npm run deploy:cluster -- --help"],
])('%j is refused, and the message says what to give', (args, message) => {
  expect(() => readClusterOptions(args)).toThrow(message);
});

test("--help names the defaults of msk.yml's parameters", () => {
  const { Kind, Zones, InstanceType, VolumeSize, KafkaVersion } = Parameters;

  expect(readClusterOptions(['--help']).help).toBe(true);
  expect(usage).toContain(`${Kind.Default} (default)`);
  for (const { Default } of [Zones, InstanceType, VolumeSize, KafkaVersion])
    expect(usage).toContain(`default: ${Default}`);
});
