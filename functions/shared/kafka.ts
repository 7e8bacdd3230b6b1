import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { MSKEvent } from 'aws-lambda';
import { type Consumer, consume } from './consumer.ts';
import { logger } from './logger.ts';
import { parkRecord } from './parked-records.ts';

/**
 * A function on an event's topic. A record that can never be processed is parked in the consumer's own table and the
 * batch goes on; whatever else the consumer throws fails the batch, which then comes again.
 */
export const kafka = <Event>(consumer: Consumer<Event>) =>
  middy<MSKEvent, void>()
    .use(injectLambdaContext(logger))
    .handler(async ({ records }) => {
      for (const record of Object.values(records).flat()) {
        const reason = await consume(consumer, record);
        if (reason) await parkRecord(consumer.table(), record, reason);
      }
    });
