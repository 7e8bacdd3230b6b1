import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { credentials } from './settings.ts';

/** A client of the local DynamoDB, as the functions have it. */
export const dynamodbClient = (port: number, config: DynamoDBClientConfig = {}) =>
  new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: credentials.AWS_REGION,
    credentials: { accessKeyId: credentials.AWS_ACCESS_KEY_ID, secretAccessKey: credentials.AWS_SECRET_ACCESS_KEY },
    ...config,
  });
