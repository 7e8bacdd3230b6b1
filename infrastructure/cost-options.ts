import { parseArgs } from 'node:util';

/** Each is an option: its default and what it is. They are multiplied with prices in costs.ts. */
const QUANTITIES = {
  zones: [2, 'of the cluster: 2 or 3'],
  partitions: [6, 'of all topics (events/topics.txt)'],
  endpoints: [2, 'interface endpoints without those of --scram and --failure-destination'],
  'volume-size': [100, 'GB of each broker, provisioned only'],
  'poller-units': [0, 'event poller units (EPU); --param pollers=1 makes 2, one for each Kafka mapping'],
  alarms: [29, 'of the stack'],
  filters: [2, 'metric filters of the stack; --param partialFailures=true makes 4, and 31 alarms'],
  orders: [1_000_000, 'new ones, a month'],
  users: [100_000, 'new ones, a month'],
  reads: [1_000_000, 'GET /orders/{order_id}, a month'],
  'call-ms': [50, 'that a call of a function takes'],
  'memory-mb': [512, 'of a function'],
  'item-kb': [0.5, 'of an item, and of an event'],
  'invoke-kb': [1.2, 'of an event on its way to its function, through an endpoint'],
  'retention-days': [7, 'that a topic keeps an event, serverless only'],
  'log-kb': [1, 'that a call of a function logs'],
  'access-log-kb': [0.5, 'that a request adds to the access log'],
  'traced-percent': [100, 'of the calls, by X-Ray'],
} as const satisfies Record<string, readonly [initially: number, text: string]>;

type Quantity = keyof typeof QUANTITIES;

export interface CostOptions extends Readonly<Record<Quantity, number>> {
  readonly help: boolean;
  readonly kind: 'serverless' | 'provisioned';
  readonly scram: boolean;
  readonly 'failure-destination': boolean;
  /** A file's path. */
  readonly prices: string | undefined;
}

const names = Object.keys(QUANTITIES) as Quantity[];

export const usage = `npm run cost -- [options]

What a stage and its cluster cost a month in US dollars, idle and under load. Each table is Markdown, as in docs/deploy.md,
which tells the rest. The first options are those of npm run deploy:cluster.

  --kind KIND              serverless (default) or provisioned
  --scram                  one more endpoint and a secret, provisioned only
  --failure-destination    one more endpoint
  --prices FILE            your prices: as infrastructure/prices.json, and only those that differ

Quantities, with their defaults:
${names.map((name) => `  ${`--${name} ${QUANTITIES[name][0]}`.padEnd(24)} ${QUANTITIES[name][1]}`).join('\n')}`;

/**
 * @param args without node and the script
 * @throws where an option is unknown, or has a value that it cannot have
 */
export function readCostOptions(args: string[]): CostOptions {
  const options = parse(args);
  const { kind, scram } = options;
  if (kind !== 'serverless' && kind !== 'provisioned') {
    throw new Error(`--kind ${kind}: it is one of serverless, provisioned`);
  }
  if (kind === 'serverless' && scram) {
    throw new Error('MSK Serverless has IAM authentication alone. --scram needs --kind provisioned.');
  }
  const quantities = Object.fromEntries(names.map((name) => [name, toNumber(name, options[name])]));
  const all = { ...options, ...(quantities as Record<Quantity, number>), kind, prices: options.prices } as const;
  if (all.zones !== 2 && all.zones !== 3) throw new Error(`--zones ${all.zones}: it is one of 2, 3`);
  return all;
}

function parse(args: string[]) {
  const quantities = Object.fromEntries(
    names.map((name) => [name, { type: 'string', default: String(QUANTITIES[name][0]) }]),
  ) as Record<Quantity, { type: 'string'; default: string }>;
  try {
    return parseArgs({
      args,
      options: {
        help: { type: 'boolean', default: false },
        kind: { type: 'string', default: 'serverless' },
        scram: { type: 'boolean', default: false },
        'failure-destination': { type: 'boolean', default: false },
        prices: { type: 'string' },
        ...quantities,
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}. All options: npm run cost -- --help`, { cause: error });
  }
}

function toNumber(name: Quantity, text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new Error(`--${name} ${text}: it is a number, as in --${name} 3`);
  return Number(text);
}
