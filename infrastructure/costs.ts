import type { CostOptions } from './cost-options.ts';
import type { Prices } from './prices.ts';

/** `usd` is the product that `formula` says. */
export interface Line {
  readonly what: string;
  readonly formula: string;
  readonly usd: number;
}

/** A number alone is a price. */
type Factor = number | readonly [amount: number, unit: string];

const month = [730, 'h'] as const;

/** What is paid whether or not there is traffic. */
export function idle(options: CostOptions, prices: Prices): Line[] {
  const { kind, zones: zoneCount, scram, 'poller-units': pollerUnits } = options;
  const zones = [zoneCount, 'zones'] as const;
  const endpoints = options.endpoints + Number(scram) + Number(options['failure-destination']);
  const cluster =
    kind === 'serverless'
      ? [
          line('cluster', prices.mskServerlessCluster, month),
          line('partitions', [options.partitions, 'partitions'], prices.mskServerlessPartition, month),
        ]
      : [
          line('brokers', zones, prices.mskBroker, month),
          line('volumes', zones, [options['volume-size'], 'GB'], prices.mskBrokerStorage),
          line('key', prices.kmsKey),
        ];
  return [
    ...cluster,
    ...(scram ? [line('secret', prices.secret)] : []),
    line('endpoints', [endpoints, 'endpoints'], zones, prices.endpoint, month),
    ...(pollerUnits > 0 ? [line('pollers', [pollerUnits, 'EPU'], prices.lambdaPollers, month)] : []),
    line('alarms', [options.alarms, 'alarms'], prices.alarm),
    line('metric filters', [options.filters, 'metrics'], prices.metric),
    line('dashboard', prices.dashboard),
  ];
}

/** What the traffic of a month adds, with each event as a batch of its own. A million times a KB is a GB. */
export function load(options: CostOptions, prices: Prices): Line[] {
  const { orders, users, reads } = options;
  const requests = million(orders + users + reads, 'requests');
  const events = million(orders + users, 'events');
  // Those of the HTTP API; one to publish and one to consume each event.
  const callCount = orders + users + reads + 2 * (orders + users);
  const calls = million(callCount, 'calls');
  // An order and its foreign record; a user and its e-mail's item in a transaction, which counts twice, and its foreign record.
  const writes = million(2 * orders + 5 * users, 'writes');
  // Strongly consistent: the user at a new order; order and user at a GET.
  const consistentReads = million(orders + 2 * reads, 'reads');
  const items = million(2 * orders + 3 * users, 'items');
  const size = [options['item-kb'], 'KB'] as const;
  const duration = [options['call-ms'] / 1_000, 's'] as const;
  const memory = [options['memory-mb'] / 1_024, 'GB'] as const;
  const kept = [options['retention-days'] / 30, 'months'] as const;
  const kafka = [
    line('MSK, in', events, size, prices.mskServerlessIn),
    line('MSK, out', events, size, prices.mskServerlessOut),
    line('MSK, kept', events, size, kept, prices.mskServerlessStorage),
  ];
  return [
    line('HTTP API', requests, prices.httpApi),
    line('Lambda, requests', calls, prices.lambdaRequests),
    line('Lambda, duration', [callCount, 'calls'], duration, memory, prices.lambdaDuration),
    line('DynamoDB, writes', writes, prices.dynamodbWrites),
    line('DynamoDB, reads', consistentReads, prices.dynamodbReads),
    line('DynamoDB, storage, every month more', items, size, prices.dynamodbStorage),
    line('DynamoDB, recovery, every month more', items, size, prices.dynamodbRecovery),
    ...(options.kind === 'serverless' ? kafka : []),
    line('endpoints', events, [options['invoke-kb'], 'KB'], prices.endpointData),
    line('logs of functions', calls, [options['log-kb'], 'KB'], prices.logs),
    line('access log', requests, [options['access-log-kb'], 'KB'], prices.logs),
    line('X-Ray', calls, [options['traced-percent'] / 100, 'traced'], prices.traces),
  ];
}

const million = (count: number, unit: string) => [count / 1_000_000, `million ${unit}`] as const;

function line(what: string, ...factors: Factor[]): Line {
  const amounts = factors.map((factor) => (typeof factor === 'number' ? factor : factor[0]));
  const formula = factors.map((factor) => (typeof factor === 'number' ? plain(factor) : readable(factor))).join(' × ');
  return { what, formula, usd: amounts.reduce((product, amount) => product * amount) };
}

const readable = ([amount, unit]: readonly [number, string]) => `${plain(amount)} ${unit}`;

/** Without an exponent, and without the noise of binary fractions. */
const plain = (amount: number) => amount.toLocaleString('en', { maximumSignificantDigits: 8 });
