import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { documents, getItem, type Item, type Key } from './dynamodb.ts';

/** A service's own items: they share their sort key, and lie among foreign and parked records. */
export interface OwnItems {
  readonly table: () => string;
  readonly key: (id: string) => Key;
  /** Whether publish can make an event of it: of a batch with another one it would announce nothing, or a part. */
  readonly isAnnounceable: (item: OwnItem) => boolean;
}

export type OwnItem = Key & Item;

export interface Batch {
  readonly items: OwnItem[];
  /** How many items of any kind were read for it. */
  readonly scanned: number;
  /** The position behind it, null where the table ends. */
  readonly after: Key | null;
}

/** The own items in the table's order, which is stable, a page of `size` items of any kind at a time. */
export async function* batches(
  { table, key }: OwnItems,
  { since = '', after, size }: { since?: string | undefined; after: Key | null; size: number },
): AsyncGenerator<Batch> {
  let start = after;
  do {
    const { Items, ScannedCount, LastEvaluatedKey } = await documents.send(
      new ScanCommand({
        TableName: table(),
        FilterExpression: 'sk = :sk AND created_at >= :since',
        ExpressionAttributeValues: { ':sk': key('').sk, ':since': since },
        Limit: size,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    start = (LastEvaluatedKey as Key | undefined) ?? null;
    yield { items: (Items ?? []) as OwnItem[], scanned: ScannedCount ?? 0, after: start };
  } while (start);
}

/** Those that are there. */
export async function findItems({ table, key }: OwnItems, ids: readonly string[]): Promise<OwnItem[]> {
  const items = await Promise.all(ids.map((id) => getItem(table(), key(id))));
  return items.filter((item) => item !== undefined) as OwnItem[];
}

/** Of any kind: on AWS as of the last six hours (DescribeTable, ItemCount). */
export async function countItems(table: string): Promise<number> {
  const { Table } = await documents.send(new DescribeTableCommand({ TableName: table }));
  return Table?.ItemCount ?? 0;
}
