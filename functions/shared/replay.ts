import { setTimeout as delay } from 'node:timers/promises';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { announce } from './announce.ts';
import { logger } from './logger.ts';
import { batches, countItems, findItems, type OwnItem, type OwnItems } from './replay-items.ts';
import { deletePosition, findPosition, putPosition } from './replay-position.ts';
import { type Position, ReplayRequest, type ReplayResult } from './replay-request.ts';

/** What may be left of the invocation's time when the last batch begins: it may have to be sent more than once. */
const RESERVED_MS = 60_000;

/**
 * An operator's function that announces again what its service's table holds; an event has the id that it had the
 * first time. Each confirmed batch is followed by its position in the table: a replay that was stopped goes on there,
 * by the same request within a day, and announces up to one batch twice.
 *
 * It reads the whole table, foreign and parked records too: an index of the own items would be paid for with every
 * write, a scan only when there is something to replay.
 */
export const replay = (event: string, items: OwnItems) =>
  middy<unknown, ReplayResult>()
    .use(injectLambdaContext(logger))
    .handler(async (input, context) => {
      const request = ReplayRequest.parse(input);
      const { ids } = request;
      const result = await (ids ? announceThese(items, ids) : announceAll(event, items, request, context));
      return { ...result, table_items: await countItems(items.table()) };
    });

async function announceThese(items: OwnItems, ids: readonly string[]) {
  const found = await findItems(items, ids);
  const { announceable, refused } = split(items, found);
  await announce(announceable);
  const position = advance(beginRun(), announceable, refused);
  return { position: { ...position, scanned: found.length }, done: true, taken_over: false, resumed_at: null };
}

async function announceAll(event: string, items: OwnItems, request: ReplayRequest, context: Context) {
  const { since, dry_run, rate, restart, within_ms } = request;
  const checkpoint = { table: items.table(), event, since };
  const resumed_at = request.position || dry_run || restart ? null : await findPosition(checkpoint);
  let position = request.position ?? beginRun(resumed_at);
  let claim = !request.position;
  const begun = performance.now();
  const timeIsUp = () => performance.now() - begun > within_ms || context.getRemainingTimeInMillis() < RESERVED_MS;

  for await (const batch of batches(items, { since, after: position.after, size: Math.min(rate, 100) })) {
    const paced = delay(dry_run ? 0 : (batch.items.length / rate) * 1_000);
    const { announceable, refused } = split(items, batch.items);
    if (!dry_run) await announce(announceable);
    position = {
      ...advance(position, announceable, refused),
      after: batch.after,
      scanned: position.scanned + batch.scanned,
    };
    if (!batch.after) break;
    const taken_over = !dry_run && !(await putPosition(checkpoint, position, { claim }));
    claim = false;
    await paced;
    if (taken_over || timeIsUp()) return { position, done: false, taken_over, resumed_at };
  }
  if (!dry_run) await deletePosition(checkpoint, position, { claim });
  return { position, done: true, taken_over: false, resumed_at };
}

const beginRun = (at: Position | null = null): Position => ({
  ...{ after: null, scanned: 0, announced: 0, refused: [] },
  ...at,
  run: crypto.randomUUID(),
});

function split({ isAnnounceable }: OwnItems, items: readonly OwnItem[]) {
  const { announceable = [], refused = [] } = Object.groupBy(items, (item) =>
    isAnnounceable(item) ? 'announceable' : 'refused',
  );
  for (const { pk } of refused) logger.error(`Publish can make no event of ${pk}`, { pk });
  return { announceable, refused };
}

const advance = (position: Position, announced: readonly OwnItem[], refused: readonly OwnItem[]): Position => ({
  ...position,
  announced: position.announced + announced.length,
  refused: [...position.refused, ...refused.map(({ pk }) => pk)].slice(0, 100),
});
