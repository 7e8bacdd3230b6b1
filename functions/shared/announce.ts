import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import pRetry from 'p-retry';
import { environment } from './environment.ts';
import { logger } from './logger.ts';
import type { OwnItem } from './replay-items.ts';

/** Publish has 29 seconds; an invocation that fails is sent again here. */
const lambda = new LambdaClient({
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 35_000, throwOnRequestTimeout: true },
});

const RETRIES = { retries: 4, minTimeout: 200, maxTimeout: 5_000, randomize: true };

/**
 * Announces up to 100 items as their insertion was announced: by the service's publish function, which is given what
 * the table's stream would give it. Publish stays the only producer of the service's topic.
 * @throws where publish fails again and again, as it does for an item of which it can make no event
 */
export async function announce(items: readonly OwnItem[]): Promise<void> {
  if (items.length === 0) return;
  await pRetry(() => publish(items), {
    ...RETRIES,
    onFailedAttempt: ({ error }) => logger.warn('Publish failed', { error }),
  });
}

/** Returns when all of them are confirmed. */
async function publish(items: readonly OwnItem[]): Promise<void> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({
      FunctionName: environment('PUBLISH_FUNCTION'),
      Payload: JSON.stringify({ Records: items.map(toInsertion) } satisfies DynamoDBStreamEvent),
    }),
  );
  const answer = Payload?.transformToString() ?? '';
  const { batchItemFailures = [] } = answer ? (JSON.parse(answer) ?? {}) : {};
  if (!FunctionError && batchItemFailures.length === 0) return;
  throw new Error(`${environment('PUBLISH_FUNCTION')} failed: ${answer.slice(0, 1_000)}`);
}

const toInsertion = (item: OwnItem, index: number) =>
  ({
    eventName: 'INSERT',
    eventSource: 'aws:dynamodb',
    dynamodb: {
      Keys: marshall({ pk: item.pk, sk: item.sk }),
      NewImage: marshall(item),
      SequenceNumber: String(index),
      StreamViewType: 'NEW_IMAGE',
    },
  }) as DynamoDBStreamEvent['Records'][number];
