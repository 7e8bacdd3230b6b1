import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { documents, getItem, type Key, putItem } from './dynamodb.ts';
import { Position } from './replay-request.ts';

/** Where a replay keeps its position. Of each event there is one; with another `since` it is none that can be resumed. */
export interface Checkpoint {
  readonly table: string;
  readonly event: string;
  readonly since: string | undefined;
}

/** After a day without progress what was announced says nothing about today: the stream, too, forgets after a day. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60 * 1_000;

const key = (event: string): Key => ({ pk: 'REPLAY', sk: event });

export async function findPosition({ table, event, since }: Checkpoint): Promise<Position | null> {
  const item = await getItem(table, key(event));
  if (!item || item.since !== (since ?? null)) return null;
  return Date.now() - Date.parse(String(item.updated_at)) < FORGOTTEN_AFTER_MS ? Position.parse(item.position) : null;
}

/** Only once everything before it is confirmed. */
export async function putPosition({ table, event, since }: Checkpoint, position: Position): Promise<void> {
  await putItem(table, { ...key(event), since: since ?? null, position, updated_at: new Date().toISOString() });
}

export async function deletePosition({ table, event }: Checkpoint): Promise<void> {
  await documents.send(new DeleteCommand({ TableName: table, Key: key(event) }));
}
