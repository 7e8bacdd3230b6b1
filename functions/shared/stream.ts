import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import middy from '@middy/core';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { EventContract } from '../../events/event-contract.ts';
import { toMessage } from './cloud-event.ts';
import { logger } from './logger.ts';
import { send } from './producer.ts';

/**
 * A function on a table's stream that announces what was inserted. It throws when the broker does not confirm, so that
 * the stream retries the batch: an event may be sent twice, none is lost.
 */
export const stream = <Event>(
  contract: EventContract<Event>,
  announce: (image: Record<string, unknown>) => { event: Event; time: string },
) =>
  middy<DynamoDBStreamEvent, void>()
    .use(injectLambdaContext(logger))
    .handler(async ({ Records }) => {
      const announcements = Records.map((record) => announce(newImage(record)));
      await send(
        contract.type,
        announcements.map(({ event, time }) => toMessage(contract, event, time)),
      );
      for (const { event } of announcements) logger.info(`Sent ${contract.type} event: ${JSON.stringify(event)}`);
    });

const newImage = ({ dynamodb }: DynamoDBRecord) =>
  unmarshall((dynamodb?.NewImage ?? {}) as Record<string, AttributeValue>);
