import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import middy from '@middy/core';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { EventContract } from '../../events/event-contract.ts';
import { toMessage } from './cloud-event.ts';
import { logger } from './logger.ts';
import { send } from './producer.ts';

/**
 * A function on a table's stream that announces what was inserted. It throws when the broker does not confirm, so that
 * the stream retries the batch: an event may be sent twice, none is lost.
 *
 * What can't be announced is reported once those before it are, so that the stream goes on from it. As the first of a batch
 * it throws instead: only an error makes Lambda halve the batch, until it is alone. It holds its shard up until the retries of
 * the mapping end; it is still in the table, and so is what waited behind it: `npm run replay` announces these.
 * ("Configuring partial batch response with DynamoDB and Lambda": `ReportBatchItemFailures`, `BisectBatchOnFunctionError`)
 */
export const stream = <Event>(contract: EventContract<Event>, announce: Announce<Event>) =>
  middy<DynamoDBStreamEvent, DynamoDBBatchResponse>()
    .use(injectLambdaContext(logger))
    .handler(async ({ Records }) => {
      const { announcements, failed } = announceUntilFailure(Records, announce);
      if (announcements.length > 0) {
        await send(
          contract.type,
          announcements.map(({ event, time }) => toMessage(contract, event, time)),
        );
      }
      for (const { event } of announcements) logger.info(`Sent ${contract.type} event: ${JSON.stringify(event)}`);
      if (!failed) return { batchItemFailures: [] };
      const itemIdentifier = failed.record.dynamodb?.SequenceNumber;
      if (announcements.length === 0 || !itemIdentifier) throw failed.error;
      logger.error(`Record ${itemIdentifier} can't be announced`, failed.error);
      return { batchItemFailures: [{ itemIdentifier }] };
    });

type Announce<Event> = (image: Record<string, unknown>) => Announcement<Event>;

interface Announcement<Event> {
  readonly event: Event;
  /** When it happened, RFC 3339. */
  readonly time: string;
}

interface Announcements<Event> {
  readonly announcements: Announcement<Event>[];
  readonly failed?: { readonly record: DynamoDBRecord; readonly error: Error };
}

function announceUntilFailure<Event>(records: DynamoDBRecord[], announce: Announce<Event>): Announcements<Event> {
  const announcements: Announcement<Event>[] = [];
  for (const record of records) {
    try {
      announcements.push(announce(newImage(record)));
    } catch (error) {
      return { announcements, failed: { record, error: error as Error } };
    }
  }
  return { announcements };
}

const newImage = ({ dynamodb }: DynamoDBRecord) =>
  unmarshall((dynamodb?.NewImage ?? {}) as Record<string, AttributeValue>);
