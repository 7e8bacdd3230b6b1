import { credentials, environment, type Settings } from '../stack/settings.ts';

/** The stack that stage `local` is deployed as: `service` and stage of serverless.yml. */
export const STACK_NAME = 'users-orders-local';

/** The address and not the name `localhost`: S3 is then asked in path style. */
export const endpointOf = ({ dynamodbPort }: Settings) => `http://127.0.0.1:${dynamodbPort}`;

/** The environment that a deployment and its tests find LocalStack in: there is no other Lambda then. */
export const localStackEnvironment = (settings: Settings): Record<string, string> => ({
  ...environment(settings),
  AWS_ENDPOINT_URL: endpointOf(settings),
  AWS_ENDPOINT_URL_LAMBDA: endpointOf(settings),
});

/** How a client of LocalStack is configured. */
export const localStackClient = (settings: Settings) => ({
  endpoint: endpointOf(settings),
  region: credentials.AWS_REGION,
  credentials: { accessKeyId: credentials.AWS_ACCESS_KEY_ID, secretAccessKey: credentials.AWS_SECRET_ACCESS_KEY },
});
