import type { Backoff } from './core/piece.ts';

/** `custom.serverless-offline-msk` in serverless.yml, with the defaults applied. */
export interface Settings {
  /** The local brokers, `host:port`: all mappings are polled here. */
  readonly brokers: readonly string[];
  /** Waits between two tries of a batch: `firstMs`, doubled each time, up to `maxMs`. Not documented by AWS. */
  readonly backoff: Backoff;
  /** How long a stop waits for running invocations. Those that take longer are repeated after the next start. */
  readonly shutdownLimitMs: number;
  /** False: one event never holds several partitions, which AWS does when it has as many pollers as partitions. */
  readonly mergePartitions: boolean;
  /** Where SQS, SNS and S3 destinations are; without it `AWS_ENDPOINT_URL` and its like say. Never AWS itself. */
  readonly endpoint?: string | undefined;
  /** Of 127.0.0.1, where metrics can be read; false for none. */
  readonly statusPort: number | false;
}

const DEFAULTS: Settings = {
  brokers: ['127.0.0.1:9092'],
  backoff: { firstMs: 100, maxMs: 60_000 },
  shutdownLimitMs: 10_000,
  mergePartitions: true,
  statusPort: 3004,
};

/**
 * @param custom what serverless.yml has; numbers may be strings there, since variables give such
 * @param environment `KAFKA_BROKERS` (comma-separated) is used where serverless.yml names no brokers
 * @throws where a setting is unknown or of another type
 */
export function settingsFrom(custom: unknown = {}, environment = process.env): Settings {
  const given = custom ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) throw new Error(`${SECTION} must be an object of settings`);
  const { backoff, ...settings } = readSettings(given);
  return {
    ...DEFAULTS,
    ...brokersOf(environment.KAFKA_BROKERS),
    ...settings,
    backoff: { ...DEFAULTS.backoff, ...backoff },
  };
}

const SECTION = 'custom.serverless-offline-msk';

function brokersOf(list: string | undefined): { readonly brokers?: readonly string[] } {
  if (!list) return {};
  const brokers = list.split(',').map((broker) => broker.trim());
  if (!brokers.every(isBroker)) throw new Error(`KAFKA_BROKERS must be a list of host:port, as a:9092,b:9092: ${list}`);
  return { brokers };
}

type Given = Partial<Omit<Settings, 'backoff'>> & { readonly backoff?: Partial<Backoff> };

function readSettings(custom: object): Given {
  return Object.fromEntries(Object.entries(custom).map(([name, value]) => [name, readSetting(name, value)]));
}

function readSetting(name: string, given: unknown): unknown {
  const rule = Object.hasOwn(RULES, name) ? RULES[name as keyof Settings] : undefined;
  if (!rule) throw new Error(`${SECTION}.${name} is not a setting: there are ${Object.keys(RULES).join(', ')}`);
  const value = rule.read?.(given) ?? given;
  if (!rule.accepts(value)) throw new Error(`${SECTION}.${name} must be ${rule.text}`);
  return value;
}

interface Rule {
  readonly text: string;
  readonly read?: (value: unknown) => unknown;
  readonly accepts: (value: unknown) => boolean;
}

/** setTimeout takes no more. */
const LONGEST_MS = 2 ** 31 - 1;

const toNumber = (value: unknown) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value);
const isMs = (value: unknown) => typeof value === 'number' && value >= 0 && value <= LONGEST_MS;
const isPort = (value: unknown) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535;
const isBroker = (value: unknown) => typeof value === 'string' && /^[^\s,]+:\d+$/.test(value);
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const RULES: { readonly [Name in keyof Settings]-?: Rule } = {
  brokers: {
    text: 'a list of host:port, as [127.0.0.1:9092]',
    accepts: (value) => Array.isArray(value) && value.length > 0 && value.every(isBroker),
  },
  backoff: {
    text: `milliseconds, as {firstMs: 100, maxMs: 60000}, at most ${LONGEST_MS}`,
    read: (value) =>
      isObject(value) && Object.fromEntries(Object.entries(value).map(([name, ms]) => [name, toNumber(ms)])),
    accepts: (value) =>
      isObject(value) && Object.entries(value).every(([name, ms]) => ['firstMs', 'maxMs'].includes(name) && isMs(ms)),
  },
  shutdownLimitMs: { text: `milliseconds, at most ${LONGEST_MS}`, read: toNumber, accepts: isMs },
  mergePartitions: { text: 'true or false', accepts: (value) => typeof value === 'boolean' },
  endpoint: {
    text: 'a URL, as http://127.0.0.1:4566',
    accepts: (value) => typeof value === 'string' && URL.canParse(value),
  },
  statusPort: {
    text: 'a port, or false',
    read: (value) => (value === 'false' ? false : toNumber(value)),
    accepts: (value) => value === false || isPort(value),
  },
};
