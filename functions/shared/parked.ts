import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { MSKRecord } from 'aws-lambda';
import * as z from 'zod';
import { type Consumer, consume } from './consumer.ts';
import { logger } from './logger.ts';
import { findParked, listParked, putReason, removeParked } from './parked-records.ts';

const id = z.string().min(1).max(1_000);

/** What `npm run parked` sends. `by` is who asked, by the account of the operator's machine. */
export const ParkedRequest = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('list'), cursor: id.optional() }),
  z.strictObject({ action: z.literal('show'), id }),
  z.strictObject({ action: z.literal('redrive'), id }),
  z.strictObject({ action: z.literal('discard'), id, reason: z.string().trim().min(1), by: z.string() }),
]);
export type ParkedRequest = z.infer<typeof ParkedRequest>;

/** Lambda answers with at most 6 MB: of a larger record `show` gives the value's beginning. */
const MAX_SHOWN_BASE64 = 1_000_000;

/**
 * An operator's function on a service's parked records: lists them, shows one, redrives one through the consumer of its
 * topic, or discards one. Answers null where there is no such record.
 */
export const parked = (table: () => string, consumers: readonly Consumer<unknown>[]) =>
  middy<unknown, unknown>()
    .use(injectLambdaContext(logger))
    .handler(async (input) => {
      const request = ParkedRequest.parse(input);
      if (request.action === 'list') return listParked(table(), request.cursor);
      if (request.action === 'show') return show(table(), request.id);
      if (request.action === 'redrive') return redrive(table(), consumers, request.id);
      return discard(table(), request);
    });

async function show(table: string, id: string) {
  const found = await findParked(table, id);
  if (!found) return null;
  const { reason, parked_at } = found.head;
  const { value, ...record }: Partial<MSKRecord> = found.record;
  const shown = value?.slice(0, MAX_SHOWN_BASE64);
  return { id, reason, parked_at, value_is_cut: shown !== value, record: { ...record, value: shown } };
}

/**
 * Applies the record and then removes it: stopped in between it is still parked, and applying it again changes nothing.
 * What still can't be processed stays, with its new reason.
 */
async function redrive(table: string, consumers: readonly Consumer<unknown>[], id: string) {
  const found = await findParked(table, id);
  if (!found) return null;
  const consumer = consumers.find(({ contract }) => contract.type === found.record.topic);
  const reason = consumer
    ? await consume(consumer, found.record)
    : `this service consumes no topic ${found.record.topic}`;
  if (reason) await putReason(table, id, reason);
  else await removeParked(table, id);
  logger.info(reason ? `Redriven record ${id} stays parked: ${reason}` : `Redrove record ${id}`, {
    redriven: { id, table },
  });
  return { id, ...(reason && { reason }) };
}

/** Keeps nothing of the record but a line in the log, written first: who, and why. */
async function discard(table: string, { id, reason, by }: { id: string; reason: string; by: string }) {
  logger.warn(`Discarding record ${id}, asked by ${by}: ${reason}`, { discarded: { id, table, reason, by } });
  return (await removeParked(table, id)) ? { id } : null;
}
