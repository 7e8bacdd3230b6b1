import path from 'node:path';

/** Where everything listens and keeps its data. Each setting is an environment variable. */
export interface Settings {
  readonly httpPort: number;
  /** serverless-offline's Lambda endpoint. */
  readonly lambdaPort: number;
  /** Where the metrics of the Kafka event sources are read. */
  readonly statusPort: number;
  readonly dynamodbPort: number;
  readonly kafkaPort: number;
  /** Of the embedded Kafka only. */
  readonly kafkaControllerPort: number;
  /** An absolute path: the embedded services' data, logs, and how far the streams are read. */
  readonly localDir: string;
  readonly composeProjectName: string;
}

/** @throws where a variable is set to something that is not a port */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  return {
    httpPort: port(env, 'HTTP_PORT', 3000),
    lambdaPort: port(env, 'LAMBDA_PORT', 3002),
    statusPort: port(env, 'STATUS_PORT', 3004),
    dynamodbPort: port(env, 'DYNAMODB_PORT', 4566),
    kafkaPort: port(env, 'KAFKA_PORT', 9092),
    kafkaControllerPort: port(env, 'KAFKA_CONTROLLER_PORT', 9093),
    localDir: path.resolve(env.LOCAL_DIR ?? '.local'),
    composeProjectName: env.COMPOSE_PROJECT_NAME ?? 'users-orders',
  };
}

/** The environment that serverless.yml, the functions and the tests find these settings in. */
export function environment(settings: Settings): Record<string, string> {
  return {
    HTTP_PORT: String(settings.httpPort),
    LAMBDA_PORT: String(settings.lambdaPort),
    STATUS_PORT: String(settings.statusPort),
    DYNAMODB_PORT: String(settings.dynamodbPort),
    KAFKA_PORT: String(settings.kafkaPort),
    KAFKA_CONTROLLER_PORT: String(settings.kafkaControllerPort),
    LOCAL_DIR: settings.localDir,
    // Bundles that another command writes meanwhile must not be loaded half written. serverless-esbuild wants it relative.
    ESBUILD_DIR: path.relative('', path.join(settings.localDir, 'esbuild')),
    COMPOSE_PROJECT_NAME: settings.composeProjectName,
    HTTP_BASE_URL: `http://127.0.0.1:${settings.httpPort}`,
    KAFKA_BROKERS: `127.0.0.1:${settings.kafkaPort}`,
    KAFKA_AUTH: 'none',
    USERS_TABLE: 'users',
    ORDERS_TABLE: 'orders',
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${settings.dynamodbPort}`,
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${settings.lambdaPort}`,
    ...credentials,
  };
}

/** DynamoDB Local keeps one database for each access key and region: everybody must use these. */
export const credentials = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_REGION: 'us-east-1',
};

function port(env: NodeJS.ProcessEnv, name: string, byDefault: number): number {
  const value = env[name] ?? String(byDefault);
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= 65_535) return number;
  throw new Error(`${name} is "${value}": it must be a port, 1 to 65535`);
}
