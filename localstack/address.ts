import { credentials, type Settings } from '../stack/settings.ts';

/** The stack that stage `local` is deployed as: `service` and stage of serverless.yml. */
export const STACK_NAME = 'users-orders-local';

/** The address and not the name `localhost`: S3 is then asked in path style. */
export const endpointOf = ({ dynamodbPort }: Settings) => `http://127.0.0.1:${dynamodbPort}`;

/** How a client of LocalStack is configured. */
export const localStackClient = (settings: Settings) => ({
  endpoint: endpointOf(settings),
  region: credentials.AWS_REGION,
  credentials: { accessKeyId: credentials.AWS_ACCESS_KEY_ID, secretAccessKey: credentials.AWS_SECRET_ACCESS_KEY },
});
