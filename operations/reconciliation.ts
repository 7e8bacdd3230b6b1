import { setTimeout as delay } from 'node:timers/promises';
import { BatchGetCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Key } from '../functions/shared/dynamodb.ts';
import type { Copy, Item, Side } from './copies.ts';
import { type ServiceName, type Stage, unreachable } from './stage.ts';

/** A source item's id and a foreign record's key that belong together, or seem to. */
interface Pair {
  readonly copy: Copy;
  readonly id: string;
  readonly foreignKey: Key;
}

/** `missing`: no foreign record; `extra`: a foreign record of nothing; `different`: it does not say what the source says. */
export interface Difference extends Pair {
  readonly kind: 'missing' | 'extra' | 'different';
}

/** BatchGetItem takes as many keys. */
const PAIRS = 100;

/**
 * Compares in both directions, a page at a time: memory does not grow with the tables. Each item of one side is looked
 * up on the other by its key.
 */
export async function* compare(stage: Stage, copy: Copy, looked: (items: number) => void): AsyncGenerator<Difference> {
  try {
    for (const side of ['source', 'foreign'] as const) {
      for await (const pairs of pairsOf(stage, copy, side)) {
        const differences = await look(stage, pairs);
        // A source item's differences were found from its own side.
        yield* differences.filter(({ kind }) => side === 'source' || kind === 'extra');
        looked(pairs.length);
      }
    }
  } catch (error) {
    throw unreachable(
      stage,
      `The tables ${stage.tableName('users')} and ${stage.tableName('orders')} cannot be read`,
      error as Error,
    );
  }
}

/** Those of the pairs, all of one copy, that differ now. Reads are strongly consistent. */
export async function look(stage: Stage, pairs: readonly Pair[]): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (let from = 0; from < pairs.length; from += PAIRS) {
    const some = pairs.slice(from, from + PAIRS);
    const { copy } = some[0] as Pair;
    const [sources, foreigns] = await Promise.all([
      getItems(
        stage,
        copy.source.service,
        some.map(({ id }) => copy.sourceKey(id)),
      ),
      getItems(
        stage,
        copy.foreign.service,
        some.map(({ foreignKey }) => foreignKey),
      ),
    ]);
    for (const pair of some) {
      const kind = judge(pair, sources.get(text(copy.sourceKey(pair.id))), foreigns.get(text(pair.foreignKey)));
      if (kind) differences.push({ ...pair, kind });
    }
  }
  return differences;
}

function judge({ copy, foreignKey }: Pair, source: Item | undefined, foreign: Item | undefined) {
  if (!source) return foreign && 'extra';
  const expected = copy.toForeign(source);
  if (text(expected) !== text(foreignKey)) return foreign && 'extra';
  if (!foreign) return 'missing';
  return Object.entries(expected).every(([name, value]) => foreign[name] === value) ? undefined : 'different';
}

async function* pairsOf(stage: Stage, copy: Copy, side: Side): AsyncGenerator<Pair[]> {
  const { service, filter, sk } = copy[side];
  const pages = paginateScan(
    { client: stage.documents },
    {
      TableName: stage.tableName(service),
      FilterExpression: filter,
      ExpressionAttributeValues: { ':sk': sk },
    },
  );
  for await (const { Items = [] } of pages) {
    const pairs = (Items as Item[]).map((item) => {
      const { pk, sk } = side === 'foreign' ? item : copy.toForeign(item);
      return { copy, id: copy.idOf(item, side), foreignKey: { pk, sk } };
    });
    for (let from = 0; from < pairs.length; from += PAIRS) yield pairs.slice(from, from + PAIRS);
  }
}

async function getItems(stage: Stage, service: ServiceName, keys: readonly Key[]): Promise<Map<string, Item>> {
  const table = stage.tableName(service);
  const found = new Map<string, Item>();
  // One key twice is refused.
  let left: Key[] = [...new Map(keys.map((key) => [text(key), key])).values()];
  while (left.length > 0) {
    const { Responses, UnprocessedKeys } = await stage.documents.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
    );
    for (const item of (Responses?.[table] ?? []) as Item[]) found.set(text(item), item);
    left = (UnprocessedKeys?.[table]?.Keys ?? []) as Key[];
    if (left.length > 0) await delay(200);
  }
  return found;
}

const text = ({ pk, sk }: Key) => `${pk} ${sk}`;
