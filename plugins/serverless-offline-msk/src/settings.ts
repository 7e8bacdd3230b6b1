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
  statusPort: 3003,
};

/**
 * @param custom what serverless.yml has
 * @param environment `KAFKA_BROKERS` (comma-separated) is used where serverless.yml names no brokers
 * @throws where a setting is unknown or of another type
 */
export function settingsFrom(custom: Record<string, unknown> = {}, environment = process.env): Settings {
  for (const [name, value] of Object.entries(custom)) check(name, value);
  const fromEnvironment = environment.KAFKA_BROKERS ? { brokers: environment.KAFKA_BROKERS.split(',') } : {};
  return {
    ...DEFAULTS,
    ...fromEnvironment,
    ...custom,
    backoff: { ...DEFAULTS.backoff, ...(custom.backoff as Partial<Backoff> | undefined) },
  };
}

function check(name: string, value: unknown): void {
  const rule = RULES[name as keyof Settings];
  if (!rule) {
    throw new Error(
      `custom.serverless-offline-msk.${name} is not a setting: there are ${Object.keys(RULES).join(', ')}`,
    );
  }
  if (!rule.accepts(value)) throw new Error(`custom.serverless-offline-msk.${name} must be ${rule.text}`);
}

const isMs = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isPort = (value: unknown) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535;
const isBroker = (value: unknown) => typeof value === 'string' && /^.+:\d+$/.test(value);

const RULES: { readonly [Name in keyof Settings]-?: { text: string; accepts(value: unknown): boolean } } = {
  brokers: {
    text: 'a list of host:port, as [127.0.0.1:9092]',
    accepts: (value) => Array.isArray(value) && value.length > 0 && value.every(isBroker),
  },
  backoff: {
    text: 'milliseconds, as {firstMs: 100, maxMs: 60000}',
    accepts: (value) =>
      typeof value === 'object' &&
      value !== null &&
      Object.entries(value).every(([name, ms]) => ['firstMs', 'maxMs'].includes(name) && isMs(ms)),
  },
  shutdownLimitMs: { text: 'a number of milliseconds', accepts: isMs },
  mergePartitions: { text: 'true or false', accepts: (value) => typeof value === 'boolean' },
  endpoint: {
    text: 'a URL, as http://127.0.0.1:4566',
    accepts: (value) => typeof value === 'string' && URL.canParse(value),
  },
  statusPort: { text: 'a port, or false', accepts: (value) => value === false || isPort(value) },
};
