import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { documents, getItem, isConditionFailed, type Key, putItem } from './dynamodb.ts';
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
  const isForgotten = Date.now() - Date.parse(String(item.updated_at)) >= FORGOTTEN_AFTER_MS;
  // Another version's may have another form.
  return isForgotten ? null : (Position.safeParse(item.position).data ?? null);
}

/**
 * Only once everything before it is confirmed. The first put of a run claims the checkpoint, whoever has it.
 * @returns whether the run has the checkpoint: another one may have claimed or deleted it
 */
export async function putPosition(
  { table, event, since }: Checkpoint,
  position: Position,
  { claim }: { claim: boolean },
): Promise<boolean> {
  const item = { ...key(event), since: since ?? null, position, updated_at: new Date().toISOString() };
  return ifConditionHolds(putItem(table, item, claim ? {} : { ...ofRun(position), ConditionExpression: IS_OF_RUN }));
}

/** Leaves the checkpoint of another run. One that claimed none takes away what an earlier run left. */
export async function deletePosition(
  { table, event }: Checkpoint,
  position: Position,
  { claim }: { claim: boolean },
): Promise<void> {
  // After a lost answer the SDK deletes again what is gone.
  const condition = { ...ofRun(position), ConditionExpression: `attribute_not_exists(pk) OR ${IS_OF_RUN}` };
  await ifConditionHolds(
    documents.send(new DeleteCommand({ TableName: table, Key: key(event), ...(claim ? {} : condition) })),
  );
}

const IS_OF_RUN = '#position.#run = :run';

const ofRun = ({ run }: Position) => ({
  ExpressionAttributeNames: { '#position': 'position', '#run': 'run' },
  ExpressionAttributeValues: { ':run': run },
});

async function ifConditionHolds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    return false;
  }
}
