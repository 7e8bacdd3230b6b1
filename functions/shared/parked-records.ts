import { DeleteCommand, paginateQuery, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { MSKRecord } from 'aws-lambda';
import { type Condition, documents, getItem, type Item, isConditionFailed, type Key, putItem } from './dynamodb.ts';
import { logger } from './logger.ts';
import { rawBytes, toRecord } from './parked-bytes.ts';

/** An item holds 400 KB: the rest is for the head's other attributes. */
const PIECE_BYTES = 350 * 1024;

/** topic-partition-offset */
export const placeOf = ({ topic, partition, offset }: MSKRecord) => `${topic}-${partition}-${offset}`;

const headKey = (id: string): Key => ({ pk: 'PARKED', sk: id });
const piecesPk = (id: string) => `PARKED#${id}`;
const pieceKey = (id: string, piece: number): Key => ({
  pk: piecesPk(id),
  sk: `PIECE#${String(piece).padStart(4, '0')}`,
});

/** The head of a parked record. */
export interface ParkedHead {
  /** topic-partition-offset; with -timestamp where another record was parked under that. */
  readonly sk: string;
  readonly reason: string;
  readonly parked_at: string;
}

/**
 * Keeps a record that can never be processed: under its topic-partition-offset, with key, value and headers as raw
 * bytes and the reason. A record too large for one item lies in numbered pieces instead, as the JSON that Lambda
 * delivered; they are written before the head, so that a head always has all of its pieces.
 *
 * A topic that was made anew counts its offsets from 0 again. Where another record lies there, told by its timestamp,
 * this one is kept under an id with its own added.
 */
export async function parkRecord(table: string, record: MSKRecord, reason: string): Promise<void> {
  const place = placeOf(record);
  const id = await keep(table, place, record, reason).catch((error) => {
    if (!isConditionFailed(error)) throw error;
    return keep(table, `${place}-${record.timestamp}`, record, reason);
  });
  logger.error(`Parked record ${id}: ${reason}`, { parked: { id, table } });
}

async function keep(table: string, id: string, record: MSKRecord, reason: string): Promise<string> {
  const { topic, partition, offset, timestamp } = record;
  const head = {
    ...headKey(id),
    ...{ topic, partition, offset, timestamp },
    reason: toReason(reason),
    parked_at: new Date().toISOString(),
    ...(await store(table, id, record)),
  };
  await putItem(table, head, noneOfAnother(record));
  return id;
}

const noneOfAnother = ({ timestamp }: MSKRecord): Condition => ({
  ConditionExpression: 'attribute_not_exists(pk) OR #timestamp = :timestamp',
  ExpressionAttributeNames: { '#timestamp': 'timestamp' },
  ExpressionAttributeValues: { ':timestamp': timestamp },
});

/** One page of heads, by id, after the id `cursor`. */
export async function listParked(
  table: string,
  cursor?: string,
): Promise<{ heads: ParkedHead[]; next_cursor: string | null }> {
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      ...itemsOf(table, 'PARKED'),
      ProjectionExpression: 'sk, reason, parked_at',
      Limit: 100,
      ...(cursor && { ExclusiveStartKey: headKey(cursor) }),
    }),
  );
  return { heads: Items as ParkedHead[], next_cursor: LastEvaluatedKey?.sk ?? null };
}

/** The record as Lambda delivered it, and its head. */
export async function findParked(
  table: string,
  id: string,
): Promise<{ head: ParkedHead; record: MSKRecord } | undefined> {
  const head = await getItem(table, headKey(id));
  if (!head) return undefined;
  return { head: head as unknown as ParkedHead, record: head.pieces ? await join(table, id, head) : toRecord(head) };
}

/** What was tried again and still can't be processed has a new reason. Changes nothing where it is gone meanwhile. */
export async function putReason(table: string, id: string, reason: string): Promise<void> {
  const update = new UpdateCommand({
    TableName: table,
    Key: headKey(id),
    UpdateExpression: 'SET reason = :reason, tried_at = :now',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':reason': toReason(reason), ':now': new Date().toISOString() },
  });
  await documents.send(update).catch((error) => {
    if (!isConditionFailed(error)) throw error;
  });
}

/**
 * The head goes first: a head without its pieces could be neither shown nor redriven. Stopped in between, it leaves
 * pieces that nobody sees; removing the same id again takes them away.
 * @returns whether anything was there
 */
export async function removeParked(table: string, id: string): Promise<boolean> {
  const { Attributes } = await documents.send(
    new DeleteCommand({ TableName: table, Key: headKey(id), ReturnValues: 'ALL_OLD' }),
  );
  const pieces = await listPieces(table, id);
  for (const { pk, sk } of pieces) await documents.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }));
  return Attributes !== undefined || pieces.length > 0;
}

/** A cut, or what an error quotes, may have halved a surrogate pair. */
const toReason = (reason: string) => reason.slice(0, 1_000).toWellFormed();

async function store(table: string, id: string, record: MSKRecord): Promise<Record<string, unknown>> {
  const delivered = Buffer.from(JSON.stringify(record));
  // An item takes up to 15 bytes for a header that Lambda delivers in 8.
  if (delivered.length <= PIECE_BYTES / 2) return rawBytes(record);
  const pieces = Math.ceil(delivered.length / PIECE_BYTES);
  for (let piece = 0; piece < pieces; piece++) {
    const bytes = delivered.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES);
    const item = { ...pieceKey(id, piece), timestamp: record.timestamp, bytes };
    await putItem(table, item, noneOfAnother(record));
  }
  return { pieces };
}

async function join(table: string, id: string, { pieces }: Item): Promise<MSKRecord> {
  // Behind them may lie those of another record, of which the removal was killed.
  const own = new Set(Array.from({ length: Number(pieces) }, (_, piece) => pieceKey(id, piece).sk));
  const found = (await listPieces(table, id)).filter(({ sk }) => own.has(sk));
  if (found.length === pieces) return JSON.parse(Buffer.concat(found.map(({ bytes }) => bytes)).toString());
  throw new Error(
    `${id} has ${found.length} of ${pieces} pieces: it was parked again while it was redriven or discarded. discard --service NAME takes the rest away.`,
  );
}

async function listPieces(table: string, id: string): Promise<(Key & { bytes: Uint8Array })[]> {
  const pages = paginateQuery({ client: documents }, itemsOf(table, piecesPk(id)));
  return (await Array.fromAsync(pages)).flatMap(({ Items = [] }) => Items as (Key & { bytes: Uint8Array })[]);
}

const itemsOf = (table: string, pk: string) => ({
  TableName: table,
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': pk },
  ConsistentRead: true,
});
