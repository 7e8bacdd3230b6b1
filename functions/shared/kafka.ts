import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { MSKEvent, MSKRecord } from 'aws-lambda';
import type { EventContract } from '../../events/event-contract.ts';
import { logger } from './logger.ts';
import { parkRecord } from './parked-records.ts';

/**
 * A function on an event's topic. A record that can never be processed is parked in the consumer's own table and the
 * batch goes on; whatever else `apply` throws fails the batch, which then comes again. So `apply` may run twice.
 *
 * @param consumer the service's name in the log, and its table
 */
export const kafka = <Event>(
  contract: EventContract<Event>,
  consumer: { service: string; table: () => string },
  apply: (event: Event) => Promise<void>,
) =>
  middy<MSKEvent, void>()
    .use(injectLambdaContext(logger))
    .handler(async ({ records }) => {
      for (const record of Object.values(records).flat()) {
        const decoded = decode(contract, record);
        if ('reason' in decoded) {
          await parkRecord(consumer.table(), record, decoded.reason);
        } else {
          logger.info(`[${consumer.service}] Received ${contract.type} event: ${JSON.stringify(decoded.event)}`);
          await apply(decoded.event);
        }
      }
    });

type Decoded<Event> = { event: Event } | { reason: string };

/** The event, or the reason why no retry can ever make one of this record. */
function decode<Event>(contract: EventContract<Event>, { value }: Partial<MSKRecord>): Decoded<Event> {
  if (value == null) return { reason: 'it has no value (a tombstone)' };
  let json: unknown;
  try {
    json = JSON.parse(utf8.decode(Buffer.from(value, 'base64')));
  } catch (error) {
    return { reason: `it is no JSON: ${(error as Error).message}` };
  }
  const { success, data, error } = contract.schema.safeParse(json);
  if (success) return { event: data };
  const issues = error.issues.map(({ path, message }) => `/${path.join('/')}: ${message}`);
  return { reason: `it breaks the contract of ${contract.type}: ${issues.join('; ')}` };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
