import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { Kafka, logLevel } from 'kafkajs';
import { dynamodbClient } from './dynamodb-client.ts';

// Real requests, since an open port proves little: DynamoDB Local without its native library listens and answers 500.

/** @throws where no broker answers on the port */
export async function kafkaAnswers(port: number): Promise<void> {
  const impatient = { requestTimeout: 3_000, retry: { retries: 0 } };
  const admin = new Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING, ...impatient }).admin();
  try {
    await admin.connect();
    await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
}

/** @throws where no DynamoDB answers on the port */
export async function dynamodbAnswers(port: number): Promise<void> {
  const client = dynamodbClient(port, {
    maxAttempts: 1,
    requestHandler: { requestTimeout: 10_000, throwOnRequestTimeout: true },
  });
  try {
    await client.send(new ListTablesCommand());
  } finally {
    client.destroy();
  }
}
