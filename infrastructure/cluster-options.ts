import { parseArgs } from 'node:util';

export interface ClusterOptions {
  readonly help: boolean;
  readonly region: string | undefined;
  readonly stackName: string;
  /** Of msk.yml, and only those that were given: the others keep what the stack has. */
  readonly parameters: Record<string, string>;
}

export const usage = `npm run deploy:cluster -- [options]

Creates the Kafka cluster and its network on AWS (infrastructure/msk.yml), or updates them. What is not given
stays as it is; the defaults are those of a new stack.

  --region REGION            default: AWS_REGION, or the profile's
  --stack NAME               the stack's and the cluster's name; default: users-orders-cluster
  --kind KIND                serverless (default) or provisioned
  --zones 2|3|NAMES          how many zones (default: 2), or which: us-east-1a,us-east-1b
  --failure-destination      an endpoint for SQS, where mappings send what they give up (--param pollers=…)

Provisioned only:
  --scram                    SASL/SCRAM beside IAM
  --instance-type TYPE       default: kafka.m7g.large
  --volume-size GIB          for each broker; default: 100
  --kafka-version VERSION    default: 3.9.x.kraft

--no-scram and --no-failure-destination take them away again.`;

/**
 * @param args without node and the script
 * @throws where an option is unknown, or has a value that msk.yml would not take
 */
export function readClusterOptions(args: string[]): ClusterOptions {
  const options = parse(args);
  const { kind, zones, scram } = options;
  if (kind !== undefined) oneOf('--kind', kind, ['serverless', 'provisioned']);
  if (kind === 'serverless' && scram) {
    throw new Error('MSK Serverless has IAM authentication alone. --scram needs --kind provisioned.');
  }
  return {
    help: options.help,
    region: options.region,
    stackName: options.stack,
    parameters: given({
      Kind: kind,
      ...(zones === undefined ? {} : zoneParameters(zones)),
      FailureDestination: options['failure-destination']?.toString(),
      Scram: scram?.toString(),
      InstanceType: options['instance-type'],
      VolumeSize: options['volume-size'],
      KafkaVersion: options['kafka-version'],
    }),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowNegative: true,
      options: {
        help: { type: 'boolean', default: false },
        region: { type: 'string' },
        stack: { type: 'string', default: 'users-orders-cluster' },
        kind: { type: 'string' },
        zones: { type: 'string' },
        'failure-destination': { type: 'boolean' },
        scram: { type: 'boolean' },
        'instance-type': { type: 'string' },
        'volume-size': { type: 'string' },
        'kafka-version': { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}. All options: npm run deploy:cluster -- --help`, { cause: error });
  }
}

function zoneParameters(zones: string): Record<string, string> {
  const names = zones.split(',');
  if (names.length === 1) {
    oneOf('--zones', zones, ['2', '3']);
    return { Zones: zones };
  }
  if (names.length > 3 || names.includes('') || new Set(names).size < names.length) {
    throw new Error(`--zones ${zones}: two or three different zones, as in us-east-1a,us-east-1b`);
  }
  return { Zones: String(names.length), ZoneNames: [...names, 'any'].slice(0, 3).join(',') };
}

function oneOf(option: string, value: string, values: string[]): void {
  if (!values.includes(value)) throw new Error(`${option} ${value}: it is one of ${values.join(', ')}`);
}

function given(parameters: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
