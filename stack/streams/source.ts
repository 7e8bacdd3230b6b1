import { setTimeout as delay } from 'node:timers/promises';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import {
  type _Record,
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';
import { dynamodbClient, localDynamodb } from '../dynamodb-client.ts';
import { type Checkpoints, SHARD_END } from './checkpoints.ts';
import type { StreamMapping } from './definition.ts';
import { toEvent, toJson } from './event.ts';
import { ShardReader } from './shard.ts';

export interface Log {
  error(message: string): void;
  warning(message: string): void;
}

/** What the function returned, or why it failed. */
export type InvocationResult = { readonly response: unknown } | { readonly error: string };

export interface SourceOptions {
  readonly dynamodbPort: number;
  readonly mapping: StreamMapping;
  readonly checkpoints: Checkpoints;
  readonly invoke: (functionKey: string, event: unknown) => Promise<InvocationResult>;
  readonly log: Log;
  readonly shardsListedEveryMs?: number;
}

/** What the reader of a shard needs to know of its stream. */
export interface StreamReading {
  readonly client: DynamoDBStreamsClient;
  readonly streamArn: string;
  readonly checkpoints: Checkpoints;
  readonly mapping: StreamMapping;
  matches(record: _Record): boolean;
  invoke(records: readonly _Record[]): Promise<InvocationResult>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Invokes a function with the records of a table's stream, as Lambda does. The records of a shard come in their order,
 * and after those of the shard that it follows: DynamoDB closes a shard after 4 hours, and goes on in a new one.
 */
export class StreamSource {
  readonly #options: SourceOptions;
  readonly #stopped = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: SourceOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#read();
  }

  /** Resolves when a running invocation is done and its checkpoint is written. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #read(): Promise<void> {
    const { dynamodbPort, mapping, log, shardsListedEveryMs = 5_000 } = this.#options;
    const { signal } = this.#stopped;
    // What hangs is asked again.
    const client = new DynamoDBStreamsClient({ ...localDynamodb(dynamodbPort), ...impatient });
    const readers = new Map<string, Promise<void>>();
    while (!signal.aborted) {
      try {
        // Asked each time: a table that was made anew has another stream.
        const streamArn = await findStream(dynamodbPort, mapping.tableName);
        const reading = this.#reading(client, streamArn);
        for (const shardId of readable(await listShards(client, streamArn), reading)) {
          const key = `${streamArn}/${shardId}`;
          if (readers.has(key)) continue;
          const read = new ShardReader(shardId, reading).read();
          readers.set(
            key,
            read.then(() => void readers.delete(key)),
          );
        }
      } catch (error) {
        log.warning(`stream of ${mapping.tableName}: ${(error as Error).message}; tries again`);
      }
      await delay(shardsListedEveryMs, undefined, { signal }).catch(() => {});
    }
    await Promise.all(readers.values());
    client.destroy();
  }

  #reading(client: DynamoDBStreamsClient, streamArn: string): StreamReading {
    const { mapping, checkpoints, invoke, log } = this.#options;
    return {
      ...{ client, streamArn, checkpoints, mapping, log, signal: this.#stopped.signal },
      matches: (record) => mapping.matches(toJson(record)),
      invoke: (records) => invoke(mapping.functionKey, toEvent(streamArn, records)),
    };
  }
}

const impatient = { maxAttempts: 1, requestHandler: { requestTimeout: 5_000, throwOnRequestTimeout: true } };

async function findStream(port: number, tableName: string): Promise<string> {
  const client = dynamodbClient(port, impatient);
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    if (!Table?.LatestStreamArn) throw new Error('the table has no stream');
    return Table.LatestStreamArn;
  } finally {
    client.destroy();
  }
}

async function listShards(client: DynamoDBStreamsClient, StreamArn: string): Promise<Shard[]> {
  const shards: Shard[] = [];
  let ExclusiveStartShardId: string | undefined;
  do {
    const { StreamDescription } = await client.send(
      new DescribeStreamCommand({ StreamArn, ...(ExclusiveStartShardId && { ExclusiveStartShardId }) }),
    );
    shards.push(...(StreamDescription?.Shards ?? []));
    ExclusiveStartShardId = StreamDescription?.LastEvaluatedShardId;
  } while (ExclusiveStartShardId);
  return shards;
}

/** Those that are not read to their end, while the one before is, or is gone. */
function readable(shards: readonly Shard[], { streamArn, checkpoints }: StreamReading): string[] {
  const isRead = (shardId: string | undefined) =>
    !shards.some(({ ShardId }) => ShardId === shardId) || checkpoints.get(streamArn, shardId ?? '') === SHARD_END;
  return shards
    .filter(({ ShardId, ParentShardId }) => !isRead(ShardId) && isRead(ParentShardId))
    .map(({ ShardId = '' }) => ShardId);
}
