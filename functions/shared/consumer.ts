import type { MSKRecord } from 'aws-lambda';
import type { EventContract } from '../../events/event-contract.ts';
import { logger } from './logger.ts';

/** What a service does with an event of another one. */
export interface Consumer<Event> {
  readonly contract: EventContract<Event>;
  /** The service's name in the log. */
  readonly service: string;
  /** The service's table, which also keeps what is parked. */
  readonly table: () => string;
  /** May run twice with an event, and late: a parked record's event comes after later ones. */
  apply(event: Event): Promise<void>;
}

/**
 * Applies a record's event, be it delivered or redriven.
 * @returns undefined, or the reason why no retry can ever make an event of this record
 * @throws what `apply` throws: it may pass when it is tried again
 */
export async function consume<Event>(consumer: Consumer<Event>, record: MSKRecord): Promise<string | undefined> {
  const { contract, service } = consumer;
  const decoded = decode(contract, record);
  if ('reason' in decoded) return decoded.reason;
  logger.info(`[${service}] Received ${contract.type} event: ${JSON.stringify(decoded.event)}`);
  await consumer.apply(decoded.event);
  return undefined;
}

type Decoded<Event> = { event: Event } | { reason: string };

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
