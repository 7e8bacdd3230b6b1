import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { credentials } from './settings.ts';

/** How a client of the local DynamoDB is configured: as the functions have it. */
export const localDynamodb = (port: number) => ({
  endpoint: `http://127.0.0.1:${port}`,
  region: credentials.AWS_REGION,
  credentials: { accessKeyId: credentials.AWS_ACCESS_KEY_ID, secretAccessKey: credentials.AWS_SECRET_ACCESS_KEY },
});

export const dynamodbClient = (port: number, config: DynamoDBClientConfig = {}) =>
  new DynamoDBClient({ ...localDynamodb(port), ...config });
