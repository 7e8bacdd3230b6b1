import type { MSKRecord } from 'aws-lambda';
import { putItem } from './dynamodb.ts';
import { logger } from './logger.ts';

/** An item holds 400 KB: the rest is for the head's other attributes. */
const PIECE_BYTES = 350 * 1024;

/**
 * Keeps a record that can never be processed: under its topic-partition-offset, with key, value and headers as raw
 * bytes and the reason. A record too large for one item lies in numbered pieces instead, as the JSON that Lambda
 * delivered; they are written before the head, so that a head always has all of its pieces.
 */
export async function parkRecord(table: string, record: MSKRecord, reason: string): Promise<void> {
  const id = `${record.topic}-${record.partition}-${record.offset}`;
  await putItem(table, {
    pk: 'PARKED',
    sk: id,
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    timestamp: record.timestamp,
    // A cut, or what an error quotes, may have halved a surrogate pair.
    reason: reason.slice(0, 1_000).toWellFormed(),
    parked_at: new Date().toISOString(),
    ...(await store(table, id, record)),
  });
  logger.error(`Parked record ${id}: ${reason}`, { parked: { id, table } });
}

async function store(table: string, id: string, record: MSKRecord): Promise<Record<string, unknown>> {
  const delivered = Buffer.from(JSON.stringify(record));
  // An item takes up to 15 bytes for a header that Lambda delivers in 8.
  if (delivered.length <= PIECE_BYTES / 2) return rawBytes(record);
  const pieces = Math.ceil(delivered.length / PIECE_BYTES);
  for (let piece = 0; piece < pieces; piece++) {
    const bytes = delivered.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES);
    await putItem(table, { pk: `PARKED#${id}`, sk: `PIECE#${String(piece).padStart(4, '0')}`, bytes });
  }
  return { pieces };
}

/** Lambda gives a header's bytes as signed numbers; an absent key or value is an absent attribute. */
const rawBytes = ({ key, value, headers }: Partial<MSKRecord>) => ({
  ...(key != null && { key: Buffer.from(key, 'base64') }),
  ...(value != null && { value: Buffer.from(value, 'base64') }),
  headers: (headers ?? []).flatMap((header) =>
    Object.entries(header).map(([name, bytes]) => ({ name, value: Buffer.from(bytes) })),
  ),
});
