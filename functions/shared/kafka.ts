import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { MSKEvent, MSKRecord } from 'aws-lambda';
import { type Consumer, consume } from './consumer.ts';
import { logger } from './logger.ts';
import { parkRecord, placeOf } from './parked-records.ts';

/** Lambda guide, "Configuring error handling controls for Kafka event sources": `ReportBatchItemFailures`. */
interface KafkaBatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: { readonly partition: string; readonly offset: number } }[];
}

/**
 * A function on an event's topic. A record that can never be processed is parked in the consumer's own table and the
 * batch goes on. Whatever else the consumer throws fails the batch, which then comes again; with `PARTIAL_FAILURES` it fails
 * this record and those behind it in its partition. Without provisioned pollers Lambda takes such a list for success.
 */
export const kafka = <Event>(consumer: Consumer<Event>) =>
  middy<MSKEvent, KafkaBatchResponse>()
    .use(injectLambdaContext(logger))
    .handler(async ({ records }) => {
      const batchItemFailures: KafkaBatchResponse['batchItemFailures'] = [];
      for (const [partition, list] of Object.entries(records)) {
        const failed = await consumeInOrder(consumer, list);
        batchItemFailures.push(...failed.map(({ offset }) => ({ itemIdentifier: { partition, offset } })));
      }
      return { batchItemFailures };
    });

const reportsFailures = () => process.env.PARTIAL_FAILURES === 'true';

/** @returns those that are to come again: the first that fails, and all behind it */
async function consumeInOrder<Event>(
  consumer: Consumer<Event>,
  records: readonly MSKRecord[],
): Promise<readonly MSKRecord[]> {
  for (const [index, record] of records.entries()) {
    try {
      const reason = await consume(consumer, record);
      if (reason) await parkRecord(consumer.table(), record, reason);
    } catch (error) {
      const id = placeOf(record);
      logger.error(`Record ${id} failed, and comes again`, { error, failed: { id } });
      if (!reportsFailures()) throw error;
      return records.slice(index);
    }
  }
  return [];
}
